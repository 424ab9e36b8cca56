-- Feeds wrk with requests that were signed beforehand: a line each, signature, tab, body. Every thread takes its own
-- part of the file, and no request is sent twice, so that none is answered as a duplicate.
local counter = 0

function setup(thread)
  thread:set("part", counter)
  counter = counter + 1
end

function init(arguments)
  local path, parts = arguments[1], tonumber(arguments[2])
  requests, position, number = {}, 0, 0
  for line in io.lines(path) do
    if number % parts == part then
      local signature, body = line:match("([^\t]*)\t(.*)")
      requests[#requests + 1] = wrk.format("POST", "/hooks/twilio-sms", {
        ["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8",
        ["X-Twilio-Signature"] = signature,
        ["User-Agent"] = "TwilioProxy/1.1",
        ["Host"] = "hooks.example.com",
      }, body)
    end
    number = number + 1
  end
end

function request()
  position = position + 1
  return requests[(position - 1) % #requests + 1]
end

"""Providers as they behave: threads that send text messages, each again until it is acknowledged, and remember when.
Some of their requests are cut off, some come several times at once, some are played again after they were acknowledged."""

import http.client
import random
import socket
import threading
import time

import stage


class Message:
    def __init__(self, sid, contact, request):
        self.sid, self.contact, self.request = sid, contact, request
        self.first_sent = self.acknowledged = None


class Providers:
    """Starts sending at once; `pause`, `resume` and `stop` are for the harness."""

    def __init__(self, scene, run, seed, threads=6):
        self.scene, self.run = scene, run
        self.messages, self.statuses, self.improper = [], {}, []
        # Seconds that answers with 2xx took; whoever reads them empties it.
        self.latencies = []
        # Shares of requests, 0 to 1.
        self.cut_share, self.twice_share = 0.0, 0.03
        self.pace = 0.004
        self.lock = threading.Lock()
        self.stopped, self.running = threading.Event(), threading.Event()
        self.running.set()
        self.idle = threading.Semaphore(0)
        self.threads = [
            threading.Thread(target=self._send_all, args=(index, random.Random(seed * 1000 + index)), daemon=True)
            for index in range(threads)
        ]
        for thread in self.threads:
            thread.start()

    @property
    def acknowledged(self):
        with self.lock:
            return [message for message in self.messages if message.acknowledged is not None]

    def count(self, status):
        with self.lock:
            return self.statuses.get(status, 0)

    def pause(self):
        self.running.clear()

    def resume(self):
        self.running.set()

    def stop(self):
        self.stopped.set()
        self.running.set()
        for thread in self.threads:
            thread.join()

    def _send_all(self, index, chance):
        number = 0
        while not self.stopped.is_set():
            sid = "SM%06x%02x%024x" % (self.run, index, number)
            sender = chance.choice(self.scene.numbers)
            message = Message(sid, self.scene.contacts[sender], stage.twilio_sms(sid, sender, "message " + sid))
            with self.lock:
                self.messages.append(message)
            while not self.stopped.is_set() and message.acknowledged is None:
                self.running.wait()
                self._attempt(message, chance)
            number += 1
            self.stopped.wait(self.pace)

    def _attempt(self, message, chance):
        message.first_sent = message.first_sent or time.monotonic()
        if chance.random() < self.cut_share:
            self._cut_off(message, chance)
            return
        if chance.random() < self.twice_share:
            others = [threading.Thread(target=self._exchange, args=(message,)) for _ in range(3)]
            for other in others:
                other.start()
            self._exchange(message)
            for other in others:
                other.join()
        else:
            self._exchange(message)
        if message.acknowledged is None:
            self.stopped.wait(0.03)

    def _exchange(self, message):
        target, body, headers = message.request
        connection = http.client.HTTPConnection("127.0.0.1", self.scene.port, timeout=15)
        begun = time.monotonic()
        try:
            connection.request("POST", target, body, headers)
            answer = connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException):
            return
        finally:
            connection.close()
        self._note(message, answer, text, time.monotonic() - begun)

    def _note(self, message, answer, text, took):
        status = answer.status
        with self.lock:
            self.statuses[status] = self.statuses.get(status, 0) + 1
            if 200 <= status < 300:
                message.acknowledged = message.acknowledged or time.monotonic()
                self.latencies.append(took)
                # A text/plain answer would be texted to the customer.
                if b"<Response" not in text:
                    self.improper.append("200 with %r" % text[:60])
            elif status != 503 or not answer.getheader("Retry-After"):
                self.improper.append("%d with Retry-After %s" % (status, answer.getheader("Retry-After")))

    def _cut_off(self, message, chance):
        """Sends a part of the request: of its head, of its body, or all of it, and goes away without an answer."""
        target, body, headers = message.request
        lines = ["POST %s HTTP/1.1" % target, "Host: bridge.example.com", "Content-Length: %d" % len(body)]
        head = "\r\n".join(lines + ["%s: %s" % pair for pair in headers.items()]).encode() + b"\r\n\r\n"
        where = chance.choice(["head", "before the body", "body", "answer"])
        length = {"head": chance.randrange(len(head)), "before the body": len(head),
                  "body": len(head) + chance.randrange(len(body)), "answer": len(head) + len(body)}[where]
        try:
            with socket.create_connection(("127.0.0.1", self.scene.port), timeout=15) as connection:
                connection.sendall((head + body)[:length])
                if where == "answer" and chance.random() < 0.5:
                    time.sleep(chance.uniform(0, 0.01))
                if chance.random() < 0.5:
                    # A reset instead of an orderly end.
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        except OSError:
            pass

"""What became of every acknowledged message: at the sandbox, and in what order."""

import collections


def judge(scene, providers):
    """Counts by name; those in BROKEN must be zero."""
    arrivals = collections.defaultdict(list)
    for entry in scene.timeline():
        arrivals[entry["comms_data"]["body"].removeprefix("message ")].append(entry)
    acknowledged = providers.acknowledged
    lost = [message.sid for message in acknowledged if message.sid not in arrivals]
    doubled = [entries for entries in arrivals.values() if len(entries) > 1]
    unmarked = [entries for entries in doubled if sum(not is_marked(entry) for entry in entries) > 1]
    unexplained = [entries for entries in doubled if not was_unknown(scene, entries[0])]
    known = {message.sid for message in providers.messages}
    return {
        "acknowledged": len(acknowledged), "arrived": len(arrivals), "lost": len(lost), "doubled": len(doubled),
        "marked": sum(is_marked(entry) for entries in arrivals.values() for entry in entries),
        "unmarked": len(unmarked), "unexplained": len(unexplained), "strange": len(set(arrivals) - known),
        "out of order": out_of_order(scene, arrivals, providers),
    }


BROKEN = ("lost", "unmarked", "unexplained", "strange", "out of order")


def is_marked(entry):
    return entry["comms_data"].get("possible_duplicate") is True


def was_unknown(scene, entry):
    return any(attempt["outcome"] == "unknown" for attempt in attempts(scene, entry))


def reference(entry):
    return entry["comms_data"]["reference"]


def attempts(scene, entry):
    return scene.admin("outbox/" + reference(entry))["attempt_log"]


def out_of_order(scene, arrivals, providers):
    """How many entries were overtaken by one of the same contact that was first sent after theirs was acknowledged, or that
    has a later reference. What waited for a person or for an unknown outcome has no place in the order."""
    messages = {message.sid: message for message in providers.messages}
    lanes = collections.defaultdict(list)
    for sid, entries in arrivals.items():
        if sid in messages and not any(is_marked(entry) for entry in entries):
            lanes[entries[0]["contact_id"]].append((entries[0], messages[sid]))
    count = 0
    for lane in lanes.values():
        lane.sort(key=lambda pair: pair[0]["ch_id"])
        latest, newest = None, None
        for entry, message in lane:
            overtaking = []
            if latest and message.acknowledged and message.acknowledged < latest[1].first_sent:
                overtaking.append(latest[0])
            if newest and reference(newest[0]) > reference(entry):
                overtaking.append(newest[0])
            count += any(not stood_aside(scene, entry) and not stood_aside(scene, other) for other in overtaking)
            if latest is None or message.first_sent > latest[1].first_sent:
                latest = (entry, message)
            if newest is None or reference(entry) > reference(newest[0]):
                newest = (entry, message)
    return count


def stood_aside(scene, entry):
    """It waited for a person, for an unknown outcome or for somebody to be found, and held nobody up meanwhile."""
    return reference(entry) in scene.waited_for_somebody or any(
        attempt["outcome"] == "unknown" or "not found" in (attempt.get("detail") or "").lower() for attempt in attempts(scene, entry))

"""What Evolution Data Server, the store of GNOME's calendar, keeps, as JSON.

Run with the system's python3 and pairs of files, an older and a newer version. Each
entry of the older is stored and read back, then offered a second time; each entry of
the newer replaces the one of the same UID, or is stored, and is read back. The program
restarts itself on a message bus of its own with scratch folders, so that a person's
own calendar is never touched.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import gi

gi.require_version("ECal", "2.0")
gi.require_version("EDataServer", "1.2")
gi.require_version("ICalGLib", "3.0")
from gi.repository import ECal, EDataServer, GLib, ICalGLib  # noqa: E402

IN_SCRATCH = "SURVEIL_STORE_IN_SCRATCH"
NOTHING = ECal.OperationFlags.NONE
WHOLE = ECal.ObjModType.ALL
EVENT = ICalGLib.ComponentKind.VEVENT_COMPONENT
TAKEN = "e-cal-client-error-quark", int(ECal.ClientError.OBJECT_ID_ALREADY_EXISTS)
# The store never says that it is connected: a shorter wait is no wait, and then hangs.
SECONDS = 1


def restarted_in_scratch():
    with tempfile.TemporaryDirectory() as home:
        places = {"HOME": home, IN_SCRATCH: "1"}
        for name in ("DATA_HOME", "CONFIG_HOME", "CACHE_HOME", "RUNTIME_DIR"):
            places[f"XDG_{name}"] = str(Path(home, name))
            Path(home, name).mkdir(mode=0o700)
        command = ["dbus-run-session", "--", sys.executable, *sys.argv]
        return subprocess.run(command, env=os.environ | places, check=False).returncode


def events_in(path):
    tree = ICalGLib.Component.new_from_string(path.read_bytes().decode())
    event = tree.get_first_component(EVENT)
    while event:
        yield event.clone()
        event = tree.get_next_component(EVENT)


def read_back(client, uid):
    return client.get_object_sync(uid, None, None).out_icalcomp.as_ical_string()


def is_refused(client, event):
    try:
        client.create_object_sync(event, NOTHING, None)
    except GLib.Error as error:
        return (error.domain, error.code) == TAKEN
    return False


def kept(client, older, newer):
    uids = []
    told = {"stored": [], "refused": 0, "updated": []}
    try:
        for event in events_in(older):
            uids.append(client.create_object_sync(event, NOTHING, None).out_uid)
            told["stored"].append(read_back(client, uids[-1]))
        told["refused"] = sum(is_refused(client, event) for event in events_in(older))
        for event in events_in(newer):
            if event.get_uid() in uids:
                client.modify_object_sync(event, WHOLE, NOTHING, None)
            else:
                uids.append(client.create_object_sync(event, NOTHING, None).out_uid)
            told["updated"].append(read_back(client, event.get_uid()))
    finally:
        for uid in set(uids):
            client.remove_object_sync(uid, None, WHOLE, NOTHING, None)
    return told


def main(names):
    source = EDataServer.SourceRegistry.new_sync(None).ref_builtin_calendar()
    kind = ECal.ClientSourceType.EVENTS
    client = ECal.Client.connect_sync(source, kind, SECONDS, None)
    paths = [*map(Path, names)]
    pairs = zip(paths[::2], paths[1::2], strict=True)
    json.dump([kept(client, *pair) for pair in pairs], sys.stdout)


if __name__ == "__main__":
    if IN_SCRATCH not in os.environ:
        sys.exit(restarted_in_scratch())
    main(sys.argv[1:])

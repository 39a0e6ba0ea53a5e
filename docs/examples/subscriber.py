"""Prints every event of Halftone's log: past events first, then each event as it happens.

    pip install nats-py==2.16.0
    python3 docs/examples/subscriber.py                 all events
    python3 docs/examples/subscriber.py image.failed    events of one type
"""

import asyncio
import json
import os
import signal
import sys

import nats


async def main(event_type: str | None) -> None:
    connection = await nats.connect(
        os.environ.get("NATS_URL", "nats://127.0.0.1:4222"),
        user=os.environ.get("NATS_USER"),
        password=os.environ.get("NATS_PASSWORD"),
        # The client gives up after two minutes without a server, unless told otherwise.
        max_reconnect_attempts=-1,
    )
    subject = f"halftone.v1.{event_type}.>" if event_type else "halftone.v1.>"
    # Durable: the server remembers under this name what has been acknowledged, also while nobody is connected.
    # What a consumer lets through belongs to it, so each type has one of its own.
    name = os.environ.get("SUBSCRIBER", "example-py")
    durable = f"{name}-{event_type.replace('.', '-')}" if event_type else name
    subscription = await connection.jetstream().pull_subscribe(subject, durable=durable, stream="HALFTONE")

    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    while not stopped.is_set():
        try:
            messages = await subscription.fetch(100, timeout=1)
        except nats.errors.TimeoutError:
            continue
        for message in messages:
            show(json.loads(message.data))
            await message.ack()
    await connection.close()


def show(event: dict) -> None:
    """A later delivery of the same event has the same id. Pass over the types that you do not know."""
    kind, data = event["type"].removeprefix("halftone.").removesuffix(".v1"), event["data"]
    detail = ""
    if kind == "image.compressed":
        detail = f": {data['source']['bytes']} → {data['output']['bytes']} bytes, {data['output']['url']}"
    elif kind == "image.failed":
        detail = f": {data['reason']['code']}, {data['reason']['detail']}"
    elif kind == "request.completed":
        detail = f": {data['outcome']}, {data['counts']['compressed']} of {data['counts']['images']} images"
    print(f"{event['time']} {kind} {event['id']}{detail}", flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else None))

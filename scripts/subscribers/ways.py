"""Every way in which nats-py reads the log: what it holds, and what comes. Prints a line for each."""

import asyncio
import json
import os
import time
from datetime import datetime, timezone
from importlib.metadata import version

import nats
from nats.js.api import AckPolicy, ConsumerConfig

FAILED, COMPLETED = "halftone.v1.image.failed.*", "halftone.v1.request.completed.*"
FILTERS = {"no filter": [], "one filter": [FAILED], "several filters": [FAILED, COMPLETED]}
if os.environ["SEVERAL_FILTERS"] == "no":
    del FILTERS["several filters"]
SECONDS = 20
CLIENT = f"nats-py {version('nats-py')}"


def config(filters, **more):
    return ConsumerConfig(filter_subjects=filters if len(filters) > 1 else None, **more)


def subject(filters):
    return filters[0] if len(filters) == 1 else "halftone.v1.>"


async def push(js, filters):
    return await js.subscribe(subject(filters), config=config(filters))


async def durable_push(js, filters):
    name = f"py-push-{len(filters)}"
    return await js.subscribe(subject(filters), durable=name, config=config(filters))


async def queue(js, filters):
    return await js.subscribe(subject(filters), queue=f"py-queue-{len(filters)}", config=config(filters))


async def ordered(js, filters):
    return await js.subscribe(subject(filters), ordered_consumer=True, config=config(filters))


class Pulled:
    def __init__(self, subscription):
        self.subscription = subscription
        self.waiting = []

    async def next_msg(self, timeout):
        if not self.waiting:
            self.waiting = await self.subscription.fetch(10, timeout=timeout)
        return self.waiting.pop(0)

    async def unsubscribe(self):
        await self.subscription.unsubscribe()


async def pull(js, filters):
    settings = config(filters, ack_policy=AckPolicy.EXPLICIT)
    return Pulled(await js.pull_subscribe(subject(filters), config=settings))


async def durable_pull(js, filters):
    name = f"py-pull-{len(filters)}"
    return Pulled(await js.pull_subscribe(subject(filters), durable=name, config=config(filters)))


async def reads(way, js, filters):
    """Reads until it has seen an event of before, and one that happened after it had begun."""
    began = datetime.now(timezone.utc)
    subscription = await way(js, filters)
    past = live = False
    end = time.monotonic() + SECONDS
    while not (past and live):
        if time.monotonic() > end:
            raise TimeoutError(f"past: {past}, live: {live}")
        message = await subscription.next_msg(timeout=SECONDS)
        if filters and not any(message.subject.startswith(name[:-1]) for name in filters):
            raise ValueError(f"{message.subject} is none of {filters}")
        at = datetime.fromisoformat(json.loads(message.data)["time"])
        past, live = past or at < began, live or at > began
        if way is not ordered:
            await message.ack()
    await subscription.unsubscribe()


async def hears(connection):
    subscription = await connection.subscribe("halftone.v1.>")
    await subscription.next_msg(timeout=SECONDS)


async def report(what, reading):
    try:
        await reading
        print(f"ok     {CLIENT}, {what}", flush=True)
    except Exception as error:
        print(f"failed {CLIENT}, {what}: {error!r}", flush=True)


async def main():
    connection = await nats.connect(
        os.environ["NATS_URL"], user=os.environ["NATS_USER"], password=os.environ["NATS_PASSWORD"]
    )
    js = connection.jetstream()
    await report("live", hears(connection))
    for way in (pull, durable_pull, push, durable_push, queue, ordered):
        for name, filters in FILTERS.items():
            await report(f"{way.__name__.replace('_', ' ')}, {name}", reads(way, js, filters))
    await connection.close()


asyncio.run(main())

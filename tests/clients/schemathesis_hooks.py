"""What schemathesis does not know by itself: catalogues that are not text are sent as they are."""

import schemathesis


@schemathesis.serializer(
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/zip", "application/gzip"
)
def packed(ctx, value):
    return value if isinstance(value, bytes) else bytes(value) if hasattr(value, "__bytes__") else str(value).encode()

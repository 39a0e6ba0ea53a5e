# Receives Halftone's webhooks, checks their signature and takes each delivery once. Python's own library only.
#
#   WEBHOOK_SECRET=whsec_… PORT=8080 python3 docs/examples/receiver.py
import base64
import hashlib
import hmac
import json
import os
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = base64.b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"))
TOLERANCE_SECONDS = 5 * 60
# In a real receiver: in its database, written together with what the webhook changes there.
taken = set()


def verified(headers, body):
    """Whether the body was signed with our secret, and lately."""
    webhook_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if not timestamp.isdigit() or abs(time.time() - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    content = f"{webhook_id}.{timestamp}.".encode() + body
    expected = b"v1," + base64.b64encode(hmac.new(KEY, content, hashlib.sha256).digest())
    # While a secret is being changed there are several signatures, separated by spaces.
    signatures = headers.get("webhook-signature", "").encode().split()
    return any(hmac.compare_digest(signature, expected) for signature in signatures)


def take(event):
    # A receiver that chose other events, or tests, gets other bodies; what it does not know it passes over.
    if event["type"] != "request.completed":
        return
    data = event["data"]
    print(event["type"], data["requestId"], data["outcome"], data["outputCsvUrl"], flush=True)


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        # The signature is over the bytes as they came: verify first, parse afterwards.
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        if not verified(self.headers, body):
            self.answer(401)
            return
        webhook_id = self.headers["webhook-id"]
        if webhook_id not in taken:
            take(json.loads(body))
        taken.add(webhook_id)
        self.answer(204)

    def answer(self, status):
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        """Nothing for each request; take() says what came."""


server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8080"))), Receiver)
print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()

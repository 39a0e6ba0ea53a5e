<?php

/** Whether a webhook is from Halftone. $body is the text as it came: file_get_contents('php://input'). */
function isGenuine(string $body, array $headers, string $secret): bool
{
    [$id, $timestamp, $signatures] = [
        $headers['webhook-id'] ?? '',
        $headers['webhook-timestamp'] ?? '',
        $headers['webhook-signature'] ?? '',
    ];
    if (abs(time() - (int) $timestamp) > 300) {
        return false;
    }
    $key = base64_decode(preg_replace('/^whsec_/', '', $secret));
    $expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$timestamp.$body", $key, true));
    foreach (explode(' ', $signatures) as $signature) {
        if (hash_equals($expected, $signature)) {
            return true;
        }
    }
    return false;
}

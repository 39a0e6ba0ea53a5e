import aws4 from 'aws4';
import { expect, test } from 'vitest';
import { createSigner } from './signer.ts';

const key = {
  region: 'eu-central-1',
  accessKey: 'AKIDEXAMPLE',
  secretKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};

test('requests are signed as the library signs them, also when a new day has begun', () => {
  const sign = createSigner(key);
  const credentials = { accessKeyId: key.accessKey, secretAccessKey: key.secretKey };
  for (const date of ['20261130T235959Z', '20261201T000000Z', '20261201T000001Z']) {
    const request = {
      method: 'PUT',
      host: 's3.example',
      path: '/outputs/r1/i1.jpg',
      headers: { 'X-Amz-Date': date, 'X-Amz-Copy-Source': '/outputs/r0/i1.jpg' },
    };
    const expected = aws4.sign({ ...request, service: 's3', region: key.region }, credentials);
    const signed = sign(request);
    expect(signed.headers).toEqual(expected.headers);
    expect(signed.path).toBe(expected.path);
  }
});

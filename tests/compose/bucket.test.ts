import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const script = join(import.meta.dirname, '../../deploy/minio/create-bucket.sh');

/** Keeps what the script hands to mc, and answers that the key has the policy that `$POLICY` names. */
const RECORDER = `#!/bin/sh
case "$*" in
  'anonymous set-json '*) cat "$3" >"$KEPT/anonymous" ;;
  'admin policy create '*) cat "$6" >"$KEPT/policy" ;;
  'admin user info --json '*) printf '{"accessKey":"halftone-imager","policyName":"%s"}' "$POLICY" ;;
esac
`;

test('the bucket is set up by the shell and mc alone, since its image has neither sed nor grep', async () => {
  await using folder = await temporaryFolder();
  await expect(setUp(folder.path, 'halftone-imager')).resolves.toMatchObject({
    stdout: 'The bucket pictures is ready.\n',
  });
  const resources = async (file: string) => {
    const { Statement } = JSON.parse(await readFile(join(folder.path, file), 'utf8'));
    return Statement.flatMap(({ Resource }: { Resource: string[] }) => Resource);
  };
  expect(await resources('anonymous')).toEqual(['arn:aws:s3:::pictures/*']);
  expect(await resources('policy')).toEqual(['arn:aws:s3:::pictures', 'arn:aws:s3:::pictures/*']);
});

test("the set-up fails when the imager's key does not have its policy, whatever the key is called", async () => {
  await using folder = await temporaryFolder();
  await expect(setUp(folder.path, '')).rejects.toThrow(/could not be attached/);
});

/** Runs the script where nothing else can be found than mc and what mc's stand-in needs. */
async function setUp(folder: string, policy: string) {
  await writeFile(join(folder, 'mc'), RECORDER);
  await chmod(join(folder, 'mc'), 0o755);
  await symlink('/bin/cat', join(folder, 'cat'));
  return promisify(execFile)('/bin/sh', [script], {
    env: {
      PATH: folder,
      TMPDIR: folder,
      KEPT: folder,
      POLICY: policy,
      S3_ENDPOINT: 'http://127.0.0.1:9000',
      S3_BUCKET: 'pictures',
      S3_ACCESS_KEY: 'halftone-imager',
      S3_SECRET_KEY: 'secret',
      MINIO_ROOT_USER: 'root',
      MINIO_ROOT_PASSWORD: 'secret',
    },
  });
}

async function temporaryFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'halftone-bucket-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

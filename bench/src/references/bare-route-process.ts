import fastify from 'fastify';

/** The least that a Fastify server does for the same answer: parse the path, and serialise an object. */
process.once('message', async (answer: string) => {
  const app = fastify();
  const value: unknown = JSON.parse(answer);
  app.get('/v1/requests/:id', async () => value);
  process.send?.(`${await app.listen({ host: '127.0.0.1', port: 0 })}/v1/requests/1`);
});

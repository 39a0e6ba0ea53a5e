/** One line of Prometheus's text format. */
export type Sample = { name: string; labels: Record<string, string>; value: number };

/** What a service's /metrics answers, sample by sample, and the names and types that it declares. */
export async function scrape(url: string): Promise<{ samples: Sample[]; types: Record<string, string> }> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  const lines = (await response.text()).split('\n');
  const types = lines.flatMap((line) => {
    const [, name, type] = /^# TYPE (\S+) (\S+)/.exec(line) ?? [];
    return name && type ? [[name, type]] : [];
  });
  return {
    samples: lines.filter((line) => line && !line.startsWith('#')).map(sampleIn),
    types: Object.fromEntries(types),
  };
}

function sampleIn(line: string): Sample {
  const [, name = '', labels = '', value] = /^([a-z_]+)(?:\{(.*)\})? (\S+)/i.exec(line) ?? [];
  const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, text]) => [key, text]);
  return { name, labels: Object.fromEntries(pairs), value: Number(value) };
}

/** The sum of the samples of a metric that have these labels. */
export function sumOf(samples: readonly Sample[], name: string, labels: Record<string, string> = {}): number {
  return samples
    .filter((sample) => sample.name === name)
    .filter((sample) => Object.entries(labels).every(([key, value]) => sample.labels[key] === value))
    .reduce((total, { value }) => total + value, 0);
}

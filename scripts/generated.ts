import { configurationPage, configurationTable } from './pages/configuration.ts';
import { eventsPage } from './pages/events.ts';

export type Generated = { path: string; content: string };

/**
 * All documents that derive from the code, with what they should say.
 * @param read gives the present text of a document of which only a part is generated
 */
export async function generated(read: (path: string) => Promise<string>): Promise<Generated[]> {
  return [
    { path: 'docs/events.md', content: eventsPage() },
    { path: 'docs/configuration.md', content: configurationPage() },
    {
      path: 'README.md',
      content: replaceSection(await read('README.md'), 'configuration', configurationTable()),
    },
  ];
}

/** Replaces what stands between `<!-- generated: NAME -->` and `<!-- end of generated -->`. */
function replaceSection(text: string, name: string, content: string): string {
  const begin = `<!-- generated: ${name} -->`;
  const end = '<!-- end of generated -->';
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from === -1 || to === -1) throw new Error(`There is no section "${begin}" … "${end}"`);
  return `${text.slice(0, from)}${begin}\n${content}\n${text.slice(to)}`;
}

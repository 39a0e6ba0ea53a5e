// Run by chromium.ts in a process of its own.
import chromium from '@sparticuz/chromium';

await chromium.executablePath();

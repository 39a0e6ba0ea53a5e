export function isGenuine(body: string, headers: Record<string, string>, secret: string): boolean;

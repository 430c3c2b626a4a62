/** A whole day, midnight to midnight. */
const DAY = /(\d{4}-\d{2}-\d{2})T00:00(?::[0.]+)?Z\/(\d{4}-\d{2}-\d{2})T00:00(?::[0.]+)?Z/g;
const DAY_MS = 86_400_000;
const WINDOW = /(\d{4}-\d{2}-\d{2}T[\d:.]+Z)\/(\d{4}-\d{2}-\d{2}T[\d:.]+Z)/g;
const INSTANT = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::[\d.]+)?Z/g;
const ENTITY = /\b(?:group|user|component|resource|system|api):[\w-]+\/([\w.-]+)/g;
const LONG_SECONDS = /\b(\d{3,}) s\b/g;

/** What the server wrote for machines and people, for people alone: instants by their clock, entities by their name. */
export function readableText(text: string, time: (instant: string) => string): string {
  return text
    .replace(DAY, (window, from: string, to: string) => (Date.parse(to) - Date.parse(from) === DAY_MS ? from : window))
    .replace(WINDOW, '$1 to $2')
    .replace(INSTANT, instant => time(instant))
    .replace(ENTITY, '$1')
    .replace(LONG_SECONDS, (_, seconds: string) => `${Math.round(Number(seconds) / 60)} min`);
}

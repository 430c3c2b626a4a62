import { PERSONAS, Persona } from '../personas';

const escape = (text: string) =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

const STYLE = `
  :root { color-scheme: light dark; --bg: #f5f6f8; --card: #fff; --text: #1b1f27; --muted: #5b6472; --line: #dfe3e8; --accent: #2457d6; }
  @media (prefers-color-scheme: dark) { :root { --bg: #12151b; --card: #1b2029; --text: #e8ebf0; --muted: #9aa4b2; --line: #2c333f; --accent: #7aa2ff; } }
  * { box-sizing: border-box } body { margin: 0; background: var(--bg); color: var(--text); font: 15px/22px system-ui, sans-serif }
  main { max-width: 980px; margin: 0 auto; padding: 40px 24px }
  h1 { font-size: 22px; line-height: 28px; margin: 0 0 4px } p { margin: 0; color: var(--muted) }
  form { margin-top: 24px; display: grid; gap: 12px; grid-template-columns: repeat(auto-fill, minmax(280px, 1fr)) }
  button { font: inherit; color: inherit; text-align: left; background: var(--card); border: 1px solid var(--line); border-radius: 10px;
    padding: 14px 16px; cursor: pointer; display: grid; grid-template-columns: 40px 1fr; gap: 12px; align-items: start }
  button:hover { border-color: var(--accent) } button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
  i { font-style: normal; width: 40px; height: 40px; border-radius: 50%; display: grid; place-items: center; background: var(--accent); color: var(--card); font-weight: 650 }
  b { display: block; font-weight: 620 } small { display: block; color: var(--muted); font-size: 13px; line-height: 18px }
  footer { margin-top: 28px; color: var(--muted); font-size: 13px }`;

function card(persona: Persona): string {
  const initials = persona.name
    .split(' ')
    .map(word => word[0])
    .join('');
  return `<button name="persona" value="${persona.id}"><i aria-hidden="true">${initials}</i><span><b>${escape(
    persona.name,
  )}</b><small>${escape(persona.role)}</small><small>${escape(persona.sees)}</small></span></button>`;
}

/** The sign-in page of the demo: one click on a person signs in as them. */
export function chooserPage(uid: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in · Example Payments</title><style>${STYLE}</style></head><body><main>
<h1>Who would you like to be?</h1><p>Example Payments is a demo company. Each person sees what their role allows.</p>
<form method="post" action="/interaction/${encodeURIComponent(uid)}">${PERSONAS.map(card).join('')}</form>
<footer>This page exists only in the demo and knows no passwords. A real installation signs in with your identity provider.</footer>
</main></body></html>`;
}

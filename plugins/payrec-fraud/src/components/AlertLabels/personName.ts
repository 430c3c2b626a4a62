/** `user:default/frank.analyst` → `Frank Analyst`; a text that is no entity ref stays as it is. */
export function personName(ref: string): string {
  const name = ref.slice(ref.lastIndexOf('/') + 1);
  return name
    .split(/[._-]+/)
    .filter(Boolean)
    .map(word => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}

/** At most two letters: `FA`. */
export function personInitials(ref: string): string {
  const words = personName(ref).split(' ');
  return (words.length > 1 ? words[0][0] + words[words.length - 1][0] : words[0].slice(0, 2)).toUpperCase();
}

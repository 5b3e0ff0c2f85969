/** Python's `html.escape`: a text that is shown as it is, in HTML and in an attribute of HTML. */
function escape_(text: string): string {
  return text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#x27;',
};

export { escape_ as escape };

// Texts on their way into the component, in place of the glue's own function, which looks at each
// character before it encodes.

const ENCODER = new TextEncoder();

/**
 * Writes a text into the instance's memory. Half a surrogate becomes U+FFFD.
 *
 * @param {string} text
 * @param {(pointer: number, oldLength: number, align: number, length: number) => number} realloc the instance's own
 * @param {WebAssembly.Memory} memory
 * @returns {{ ptr: number, len: number }} as the glue names them; the length is exact, as the component takes the allocation over
 * @throws {TypeError} for what is not a string
 */
export function encode(text, realloc, memory) {
  if (typeof text !== 'string') throw new TypeError(`expected a string, found ${typeof text}`);
  if (text.length === 0) return { ptr: 1, len: 0 };
  // Enough for ASCII, which nearly every text is; any other character takes more bytes than it has code units.
  const pointer = realloc(0, 0, 1, text.length);
  const { read, written } = ENCODER.encodeInto(text, new Uint8Array(memory.buffer, pointer, text.length));
  if (read === text.length) return { ptr: pointer, len: written };
  const rest = ENCODER.encode(text.slice(read));
  const length = written + rest.length;
  const grown = realloc(pointer, text.length, 1, length);
  new Uint8Array(memory.buffer, grown, length).set(rest, written);
  return { ptr: grown, len: length };
}

// Inflates what the build has deflated (RFC 1951). Engines have a stream for that, and a stream is awaited: `validate` answers at once.

/** Bits that a code is looked up by; those of longer codes are looked at one by one. */
const FAST = 9;
const LONGEST = 15;

/** In which order the lengths of the codes for lengths come. */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** How many bits follow the symbols of lengths and of distances. */
const LENGTH_BITS = Array.from({ length: 29 }, (_, index) => (index < 8 || index === 28 ? 0 : (index >> 2) - 1));
const DISTANCE_BITS = Array.from({ length: 30 }, (_, index) => (index < 4 ? 0 : (index >> 1) - 1));

const LENGTHS = [...starts(LENGTH_BITS.slice(0, 28), 3), 258];
const DISTANCES = starts(DISTANCE_BITS, 1);

/** Codes of symbols, as they are looked up. @typedef {{ counts: Uint16Array, symbols: Uint16Array, fast: Uint16Array }} Codes */

/** The least value of each symbol. @param {number[]} bits @param {number} first */
function starts(bits, first) {
  let next = first;
  return bits.map((count) => {
    const start = next;
    next += 1 << count;
    return start;
  });
}

/** @param {ArrayLike<number>} lengths of the codes by symbol; 0: it has none @returns {Codes} */
function codesOf(lengths) {
  const counts = new Uint16Array(LONGEST + 1);
  const places = new Uint16Array(LONGEST + 2);
  const symbols = new Uint16Array(lengths.length);
  const fast = new Uint16Array(1 << FAST);
  for (let symbol = 0; symbol < lengths.length; symbol++) counts[lengths[symbol]] += 1;
  counts[0] = 0;
  for (let length = 1; length <= LONGEST; length++) places[length + 1] = places[length] + counts[length];
  for (let symbol = 0; symbol < lengths.length; symbol++) if (lengths[symbol] > 0) symbols[places[lengths[symbol]]++] = symbol;
  let [code, index] = [0, 0];
  for (let length = 1; length <= FAST; length++, code <<= 1) {
    for (let end = index + counts[length]; index < end; index++, code++) {
      let reversed = 0;
      for (let bit = 0; bit < length; bit++) reversed |= ((code >> bit) & 1) << (length - 1 - bit);
      for (; reversed < fast.length; reversed += 1 << length) fast[reversed] = (symbols[index] << 4) | length;
    }
  }
  return { counts, symbols, fast };
}

/**
 * @param {Uint8Array} packed
 * @param {number} size of the result
 * @returns {Uint8Array<ArrayBuffer>}
 * @throws where the text is damaged
 */
export function inflate(packed, size) {
  const out = new Uint8Array(size);
  let [at, held, bits, written] = [0, 0, 0, 0];

  /** @param {number} count */
  function need(count) {
    for (; bits < count; bits += 8) {
      // The last symbol is looked up with bits that do not exist.
      if (at >= packed.length + 2) throw new RangeError('it ends early');
      held |= packed[at++] << bits;
    }
  }

  /** @param {number} count */
  function take(count) {
    need(count);
    const taken = held & ((1 << count) - 1);
    held >>>= count;
    bits -= count;
    return taken;
  }

  /** @param {Codes} codes */
  function symbolOf({ counts, symbols, fast }) {
    need(LONGEST);
    const found = fast[held & ((1 << FAST) - 1)];
    if (found > 0) {
      held >>>= found & 15;
      bits -= found & 15;
      return found >> 4;
    }
    let [code, first, index] = [0, 0, 0];
    for (let length = 1; length <= LONGEST; length++) {
      code |= take(1);
      if (code - first < counts[length]) return symbols[index + code - first];
      index += counts[length];
      first = (first + counts[length]) << 1;
      code <<= 1;
    }
    throw new RangeError('no symbol has this code');
  }

  /** The codes that a block begins with. @returns {[lengths: Codes, distances: Codes]} */
  function ownCodes() {
    const [literals, distances, count] = [take(5) + 257, take(5) + 1, take(4) + 4];
    const short = new Uint8Array(ORDER.length);
    for (let index = 0; index < count; index++) short[ORDER[index]] = take(3);
    const codes = codesOf(short);
    const lengths = new Uint8Array(literals + distances);
    for (let index = 0; index < lengths.length; ) {
      const symbol = symbolOf(codes);
      if (symbol < 16) {
        lengths[index++] = symbol;
        continue;
      }
      const repeat = symbol === 16 ? take(2) + 3 : symbol === 17 ? take(3) + 3 : take(7) + 11;
      lengths.fill(symbol === 16 ? lengths[index - 1] : 0, index, index + repeat);
      index += repeat;
    }
    return [codesOf(lengths.subarray(0, literals)), codesOf(lengths.subarray(literals))];
  }

  /** The codes of a block that brings none. @returns {[lengths: Codes, distances: Codes]} */
  function fixedCodes() {
    const lengths = new Uint8Array(288).fill(8).fill(9, 144, 256).fill(7, 256, 280);
    return [codesOf(lengths), codesOf(new Uint8Array(30).fill(5))];
  }

  /** A block of bytes as they are. */
  function copy() {
    take(bits & 7);
    const count = take(16);
    take(16);
    for (const end = written + count; written < end; ) out[written++] = take(8);
  }

  /** @param {[lengths: Codes, distances: Codes]} codes */
  function expand([lengths, distances]) {
    for (;;) {
      const symbol = symbolOf(lengths);
      if (symbol === 256) return;
      if (symbol < 256) {
        out[written++] = symbol;
        continue;
      }
      const end = written + LENGTHS[symbol - 257] + take(LENGTH_BITS[symbol - 257]);
      const distance = symbolOf(distances);
      const back = DISTANCES[distance] + take(DISTANCE_BITS[distance]);
      for (; written < end; written++) out[written] = out[written - back];
    }
  }

  for (let isLast = 0; isLast === 0; ) {
    isLast = take(1);
    const kind = take(2);
    if (kind === 0) copy();
    else if (kind < 3) expand(kind === 1 ? fixedCodes() : ownCodes());
    else throw new RangeError('no block has this kind');
  }
  if (written !== size) throw new RangeError(`expected ${size} bytes, found ${written}`);
  return out;
}

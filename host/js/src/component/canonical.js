// Values on their way into the memory of an instance and out of it, as the canonical ABI has them. Which value stands where is
// generated, in `world.js`.

const ENCODER = new TextEncoder();
// The component's texts are UTF-8, and a byte order mark is a character of theirs.
const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Up to so many characters a loop takes less time than a call of the encoder or the decoder. */
const SHORT = 24;

/** The error of a `result`. */
export class ComponentError extends Error {
  /** @param {unknown} payload as the WIT types it */
  constructor(payload) {
    super('the component answers with an error');
    this.payload = payload;
  }
}

/** @param {string} expected @param {unknown} found @returns {never} */
function unfit(expected, found) {
  throw new TypeError(`expected ${expected}, found ${found === null ? 'null' : typeof found}`);
}

/** @param {boolean} value */
export const bool = (value) => (value ? 1 : 0);

/** @param {number} value */
export const u32 = (value) =>
  typeof value === 'number' && value >>> 0 === value ? value : unfit('a whole number of 32 bits', value);

/** @param {bigint} value */
export const u64 = (value) =>
  typeof value === 'bigint' && BigInt.asUintN(64, value) === value ? value : unfit('a bigint of 64 bits', value);

/** The place of a word in an enum. @param {readonly string[]} words @param {string} word */
export function indexOf(words, word) {
  const index = words.indexOf(word);
  return index < 0 ? unfit(`one of ${words.join(', ')}`, word) : index;
}

/** @returns {never} */
export function invalid() {
  throw new WebAssembly.RuntimeError('the component answers with a value that does not fit its type');
}

/** What a number stands for. @template T @param {readonly T[]} meanings @param {number} index @returns {T} */
export const at = (meanings, index) => (index < meanings.length ? meanings[index] : invalid());

/**
 * Exports of an instance. Once one of them has thrown, the instance is lost and refuses all others; while one runs, it can be called by
 * nobody.
 *
 * @param {WebAssembly.Exports} exports
 * @returns {Record<string, (...values: any[]) => any>}
 */
export function guarded(exports) {
  let isBusy = false;
  /** @type {Record<string, (...values: any[]) => any>} */
  const functions = {};
  for (const [name, call] of Object.entries(exports)) {
    if (typeof call !== 'function') continue;
    functions[name] = (...values) => {
      if (isBusy) throw new WebAssembly.RuntimeError('the instance is at work, or has trapped');
      isBusy = true;
      const answer = call(...values);
      isBusy = false;
      return answer;
    };
  }
  return functions;
}

/**
 * The memory of an instance.
 *
 * @param {() => WebAssembly.Exports} exports of the instance, which needs its imports first
 */
export function memoryOf(exports) {
  let bytes = new Uint8Array();
  let view = new DataView(bytes.buffer);
  let length = 0;

  /** To be called before memory is looked at after the instance has worked: when it grows it moves, and leaves empty views. */
  function look() {
    if (bytes.length > 0) return;
    bytes = new Uint8Array(/** @type {WebAssembly.Memory} */ (exports().memory).buffer);
    view = new DataView(bytes.buffer);
  }

  /** @param {number} from @param {number} fromSize @param {number} align @param {number} size */
  function allocate(from, fromSize, align, size) {
    const place = /** @type {Function} */ (exports().cabi_realloc)(from, fromSize, align, size);
    look();
    return place;
  }

  /**
   * Copies a text for the component, which frees it. Half a surrogate becomes U+FFFD.
   *
   * @param {string} text
   * @returns {number} where it is; `passed` then tells how many bytes it has
   */
  function passText(text) {
    if (typeof text !== 'string') unfit('a string', text);
    // Enough for ASCII, which nearly every text is; any other character takes more bytes than it has code units.
    const room = text.length;
    length = room;
    if (room === 0) return 1;
    const place = allocate(0, 0, 1, room);
    if (room > SHORT) {
      const { read, written } = ENCODER.encodeInto(text, bytes.subarray(place, place + room));
      return read === room ? place : extend(place, written, text, read);
    }
    for (let index = 0; index < room; index++) {
      const unit = text.charCodeAt(index);
      if (unit > 127) return extend(place, index, text, index);
      bytes[place + index] = unit;
    }
    return place;
  }

  /** Goes on with a text that needs more room. @param {number} place @param {number} written @param {string} text @param {number} read */
  function extend(place, written, text, read) {
    const rest = ENCODER.encode(text.slice(read));
    length = written + rest.length;
    const wider = allocate(place, text.length, 1, length);
    bytes.set(rest, wider + written);
    return wider;
  }

  /**
   * Copies a list for the component, which frees it.
   *
   * @template T
   * @param {readonly T[]} values
   * @param {number} width bytes of one
   * @param {number} align
   * @param {(place: number, value: T) => void} put
   * @returns {number} where it is; `passed` then tells how many values it has
   */
  function passList(values, width, align, put) {
    if (!Array.isArray(values)) unfit('a list', values);
    const count = values.length;
    const place = count === 0 ? align : allocate(0, 0, align, count * width);
    for (let index = 0; index < count; index++) put(place + index * width, values[index]);
    length = count;
    return place;
  }

  /** @param {number} place @param {number} size */
  function textAt(place, size) {
    if (size > SHORT) return DECODER.decode(bytes.subarray(place, place + size));
    let read = '';
    for (let each = place; each < place + size; each++) {
      const unit = bytes[each];
      if (unit > 127) return DECODER.decode(bytes.subarray(place, place + size));
      read += String.fromCharCode(unit);
    }
    return read;
  }

  return {
    look,
    passed: () => length,
    passText,
    passList,
    textAt,
    getText: (/** @type {number} */ place) => textAt(view.getUint32(place, true), view.getUint32(place + 4, true)),
    /** @template T @param {number} place @param {number} width bytes of one @param {(place: number) => T} get @returns {T[]} */
    getList: (place, width, get) => {
      const first = view.getUint32(place, true);
      const end = first + view.getUint32(place + 4, true) * width;
      const values = [];
      for (let each = first; each < end; each += width) values.push(get(each));
      return values;
    },
    /** @template T @param {number} place @param {number} offset of the value @param {(place: number) => T} get @returns {T | undefined} */
    getOption: (place, offset, get) => {
      const isSome = view.getUint8(place);
      if (isSome > 1) invalid();
      return isSome ? get(place + offset) : undefined;
    },
    getU8: (/** @type {number} */ place) => view.getUint8(place),
    getU16: (/** @type {number} */ place) => view.getUint16(place, true),
    getU32: (/** @type {number} */ place) => view.getUint32(place, true),
    getBool: (/** @type {number} */ place) => view.getUint8(place) !== 0,
    putText: (/** @type {number} */ place, /** @type {string} */ value) => {
      const start = passText(value);
      view.setUint32(place, start, true);
      view.setUint32(place + 4, length, true);
    },
    /** @template T @param {number} place @param {T | undefined} value @param {number} offset of the value @param {(place: number, value: T) => void} put */
    putOption: (place, value, offset, put) => {
      view.setUint8(place, value == null ? 0 : 1);
      if (value != null) put(place + offset, value);
    },
    putU8: (/** @type {number} */ place, /** @type {number} */ value) => view.setUint8(place, value),
    putU32: (/** @type {number} */ place, /** @type {number} */ value) => view.setUint32(place, u32(value), true),
    putU64: (/** @type {number} */ place, /** @type {bigint} */ value) => view.setBigUint64(place, u64(value), true),
    putF64: (/** @type {number} */ place, /** @type {number} */ value) => view.setFloat64(place, value, true),
    putBool: (/** @type {number} */ place, /** @type {boolean} */ value) => view.setUint8(place, bool(value)),
  };
}

// A file that an edge worker has compiled before it starts.
declare module '*.wasm' {
  const content: WebAssembly.Module;
  export default content;
}

declare module '*.wasm?module' {
  const content: WebAssembly.Module;
  export default content;
}

// How esbuild puts a module into a bundle: its bytes as base64. An edge worker imports a compiled module instead.
declare module '*.wasm' {
  const content: string;
  export default content;
}

declare module '*.wasm?module' {
  const content: WebAssembly.Module;
  export default content;
}

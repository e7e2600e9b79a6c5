//! Sets the size of the component's stack.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // The linker's default, 1 MiB, would be a quarter of an instance's memory. Nothing recurses:
    // every vector passes with an eighth of this.
    println!("cargo::rustc-link-arg-cdylib=-zstack-size=131072");
}

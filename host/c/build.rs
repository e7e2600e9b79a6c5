//! How the shared library is linked.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let system = std::env::var("CARGO_CFG_TARGET_OS").unwrap_or_default();
    match system.as_str() {
        // A thread works in it, and handlers of a fork and of the exit point into it: it stays
        // until the process ends, whatever `dlclose` is asked for.
        "linux" => {
            println!("cargo::rustc-cdylib-link-arg=-Wl,-z,nodelete");
            println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,libnemo_telemetry.so.0");
        }
        "macos" => {
            println!(
                "cargo::rustc-cdylib-link-arg=-Wl,-install_name,@rpath/libnemo_telemetry.dylib"
            );
        }
        _ => {}
    }
}

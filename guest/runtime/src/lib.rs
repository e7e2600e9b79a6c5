//! What a `no_std` component has to bring: an allocator, the end of a panic, and the canonical
//! ABI's way to allocate.

#![no_std]
#![expect(
    unsafe_code,
    reason = "an allocator and exported symbols cannot be had without"
)]

extern crate alloc;

use alloc::alloc::{Layout, alloc, handle_alloc_error, realloc};
use core::panic::PanicInfo;

#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

// The target's C library has memcpy and its kin; nothing else of it is used.
#[link(name = "c")]
// SAFETY: the block declares nothing, so nothing can be declared wrongly.
unsafe extern "C" {}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

/// Gives the host memory for a string or list that it passes in. On this target wit-bindgen leaves
/// the symbol to the standard library, which is not there.
///
/// # Safety
/// As the canonical ABI calls it: `old` is null with `old_size` 0, or was allocated here with
/// `old_size` and `align`.
// SAFETY: no other item exports this name.
#[unsafe(export_name = "cabi_realloc")]
unsafe extern "C" fn cabi_realloc(
    old: *mut u8,
    old_size: usize,
    align: usize,
    new_size: usize,
) -> *mut u8 {
    if new_size == 0 {
        return core::ptr::without_provenance_mut(align);
    }
    // SAFETY: the canonical ABI passes a power of two for `align`, and sizes below 2^31.
    let layout = |size| unsafe { Layout::from_size_align_unchecked(size, align) };
    let new = if old_size == 0 {
        // SAFETY: the size is not 0.
        unsafe { alloc(layout(new_size)) }
    } else {
        // SAFETY: `old` was allocated here with this layout, and the new size is not 0.
        unsafe { realloc(old, layout(old_size), new_size) }
    };
    if new.is_null() {
        handle_alloc_error(layout(new_size));
    }
    new
}

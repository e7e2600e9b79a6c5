//! What the library does to the process that it is in.

use std::{
    cell::RefCell,
    io::Write as _,
    mem::MaybeUninit,
    sync::{MutexGuard, Once},
    time::Duration,
};

use nemo_telemetry::{
    forking::{self, Held},
    limits::EXIT_MS,
    printable,
};

use crate::{
    answer::guarded,
    handles::{self, Table},
};

thread_local! {
    /// What a thread that forks holds from just before until just after.
    static HELD: RefCell<Option<(MutexGuard<'static, Table>, Held)>> = const { RefCell::new(None) };
}

/// Registers the handlers of a fork and of the exit, once a process. A forked child has them from
/// its parent.
pub(crate) fn prepare() {
    static PREPARED: Once = Once::new();
    PREPARED.call_once(|| {
        #[expect(unsafe_code, reason = "the system takes handlers as pointers")]
        // SAFETY: The functions do not unwind, and stay: the shared library is never unloaded, and
        // a program that has the static one in it ends with them.
        unsafe {
            // Where there is no memory for either, a fork or an exit is as without it.
            libc::pthread_atfork(Some(before_fork), Some(after_fork), Some(after_fork));
            libc::atexit(at_exit);
        }
    });
}

extern "C" fn before_fork() {
    let _ = guarded(|| {
        let held = (handles::lock(), forking::hold());
        HELD.with_borrow_mut(|place| *place = Some(held));
        Ok(())
    });
}

/// In the parent and in the child. What the child does not have is made anew when it needs it.
extern "C" fn after_fork() {
    let _ = guarded(|| {
        drop(HELD.take());
        Ok(())
    });
}

/// Closes what is open, all within the same time.
extern "C" fn at_exit() {
    let _ = guarded(|| {
        let within = Duration::from_millis(EXIT_MS);
        let open = handles::all();
        let endings: Vec<_> = open
            .iter()
            .filter_map(|telemetry| telemetry.close_own(within))
            .collect();
        endings.into_iter().for_each(|ending| drop(ending.wait()));
        Ok(())
    });
}

/// Blocks every signal that the system does not send because of what the thread itself did: the
/// program's handlers run in the program's threads.
pub(crate) fn leave_signals_to_the_program() {
    const OWN: [libc::c_int; 5] = [
        libc::SIGBUS,
        libc::SIGFPE,
        libc::SIGILL,
        libc::SIGSEGV,
        libc::SIGTRAP,
    ];
    let mut signals = MaybeUninit::uninit();
    #[expect(unsafe_code, reason = "the standard library does not know signals")]
    // SAFETY: `sigfillset` writes the whole set, which the others then read and change.
    unsafe {
        libc::sigfillset(signals.as_mut_ptr());
        for signal in OWN {
            libc::sigdelset(signals.as_mut_ptr(), signal);
        }
        libc::pthread_sigmask(libc::SIG_BLOCK, signals.as_ptr(), std::ptr::null_mut());
    }
}

/// Tells a person something on standard error, in one write and without the standard library's
/// lock, which a forked child could find taken.
pub(crate) fn print(line: &str) {
    let text = format!("{}\n", printable(line));
    let _ = Stderr.write_all(text.as_bytes());
}

struct Stderr;

impl std::io::Write for Stderr {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        #[expect(unsafe_code, reason = "the standard library's way has a lock")]
        // SAFETY: The pointer and the length are those of a slice.
        let written =
            unsafe { libc::write(libc::STDERR_FILENO, bytes.as_ptr().cast(), bytes.len()) };
        usize::try_from(written).map_err(|_| std::io::Error::last_os_error())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

package nemo.telemetry;

import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;

/** The functions of libnemo_telemetry, for processes whose pointers have 64 bits. */
interface Native extends Library {
    int INTERFACE = 1;

    int nt_abi_version();

    long nt_open(byte[] options, long length, PointerByReference problem);

    int nt_enqueue_lines(long handle, byte[] lines, long length);

    Pointer nt_flush(long handle, int milliseconds, Pointer length);

    Pointer nt_close(long handle, int milliseconds, Pointer length);

    Pointer nt_opt_out(long handle, int milliseconds, Pointer length);

    Pointer nt_ledger(long handle, Pointer length);

    Pointer nt_status(long handle, Pointer length);

    void nt_text_free(Pointer text);
}

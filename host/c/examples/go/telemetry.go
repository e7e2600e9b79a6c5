// Package telemetry sends anonymous usage events in the format of NVIDIA's NeMo products.
//
// It stands on libnemo_telemetry, which pkg-config has to find. A Go program ends without the handlers of C's exit, so it
// has to call [Telemetry.Close]; events that were taken and not closed are lost where they were not checked yet.
package telemetry

// #cgo pkg-config: nemo-telemetry
// #include <stdlib.h>
// #include "nemo_telemetry.h"
import "C"

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"
	"unsafe"
)

var (
	// ErrOff says that telemetry is off, which is no failure of a program.
	ErrOff = errors.New("telemetry is off")
	// ErrClosed says that it was closed.
	ErrClosed = errors.New("telemetry was closed")
	// ErrFull says that too many events wait already. The event was dropped and counted.
	ErrFull = errors.New("too many events wait already")
	// ErrUnusable says that an event is longer than 64 KiB or cannot be written as JSON.
	ErrUnusable = errors.New("the event cannot be used")
)

// An Event is one of the structs of this package, each of which is an event in one version of the wire format.
type Event interface {
	event() (name, version string)
}

// Options are what a program says of itself.
type Options struct {
	// Product whose events are sent, such as agent-toolkit.
	Product string
	// ClientVersion of the program. Empty: the product's word for unknown.
	ClientVersion string
	// Enabled is the program's own yes or no; nil: it has no opinion.
	Enabled *bool
	// Endpoint of the collector. Empty: the product's.
	Endpoint string
	// More settings by name, as the component takes them.
	More map[string]any
}

// A Ledger says where every event is: Accepted + Recovered = Delivered + Pending + Kept and the sum of Dropped.
type Ledger struct {
	Accepted  int            `json:"accepted"`
	Recovered int            `json:"recovered"`
	Delivered int            `json:"delivered"`
	Pending   int            `json:"pending"`
	Kept      int            `json:"kept"`
	Unsure    int            `json:"unsure"`
	Dropped   map[string]int `json:"dropped"`
}

// A Status says how telemetry stands.
type Status struct {
	// State is on, off, ask or notify; empty: nothing was decided yet.
	State string `json:"state"`
	// Text says why.
	Text   string `json:"text"`
	Ledger Ledger `json:"ledger"`
	// Rejected events were wrong; Told says how.
	Rejected int `json:"rejected"`
	// Problem keeps it from working; empty: nothing does.
	Problem string `json:"problem"`
	// Warnings say what cannot be kept on disk.
	Warnings []string `json:"warnings"`
	// Told are the last lines that went to standard error, the newest first.
	Told     []string `json:"told"`
	HasEnded bool     `json:"hasEnded"`
}

// Telemetry of a program. It may be used by any goroutine.
type Telemetry struct {
	handle C.nt_handle
}

// Ptr returns a pointer to a value, for the fields of an event that may be left out.
func Ptr[T any](value T) *T {
	return &value
}

// Open opens a program's telemetry. Nothing is loaded and nothing is started before there is something to do.
func Open(options Options) (*Telemetry, error) {
	if C.nt_abi_version() != C.NT_ABI_VERSION {
		return nil, errors.New("libnemo_telemetry has another interface than its header")
	}
	all := map[string]any{"product": options.Product}
	for name, value := range options.More {
		all[name] = value
	}
	if options.ClientVersion != "" {
		all["clientVersion"] = options.ClientVersion
	}
	if options.Endpoint != "" {
		all["endpoint"] = options.Endpoint
	}
	if options.Enabled != nil {
		all["enabled"] = *options.Enabled
	}
	text, err := json.Marshal(all)
	if err != nil {
		return nil, fmt.Errorf("the options cannot be written as JSON: %w", err)
	}
	var problem *C.char
	handle := C.nt_open(chars(text), C.size_t(len(text)), &problem)
	if handle == 0 {
		defer C.nt_text_free(problem)
		return nil, errors.New(C.GoString(problem))
	}
	return &Telemetry{handle}, nil
}

// Enqueue takes an event, with the present instant, and returns at once. An event that its schema does not allow is counted
// in [Status] once it was checked.
func (t *Telemetry) Enqueue(event Event) error {
	name, version := event.event()
	line, err := json.Marshal(map[string]any{
		"event":         name,
		"schemaVersion": version,
		"ts":            time.Now().UTC().Format("2006-01-02T15:04:05.000Z"),
		"parameters":    event,
	})
	if err != nil {
		return fmt.Errorf("%w: %v", ErrUnusable, err)
	}
	switch C.nt_enqueue_lines(t.handle, chars(line), C.size_t(len(line))) {
	case C.NT_BUFFERED:
		return nil
	case C.NT_OFF:
		return ErrOff
	case C.NT_FULL:
		return ErrFull
	case C.NT_CLOSED, C.NT_NO_HANDLE:
		return ErrClosed
	default:
		return ErrUnusable
	}
}

// Flush sends what is queued, and waits for it until the context is done; two seconds where it has no deadline.
func (t *Telemetry) Flush(ctx context.Context) (Ledger, error) {
	return t.wait(ctx, 2*time.Second, func(milliseconds C.uint32_t, length *C.size_t) *C.char {
		return C.nt_flush(t.handle, milliseconds, length)
	})
}

// Close takes no more events and ends until the context is done; within 50 ms where it has no deadline. What is not
// delivered then is kept on disk for a later program, of whatever language.
func (t *Telemetry) Close(ctx context.Context) (Ledger, error) {
	return t.wait(ctx, 50*time.Millisecond, func(milliseconds C.uint32_t, length *C.size_t) *C.char {
		return C.nt_close(t.handle, milliseconds, length)
	})
}

// OptOut stores a person's no, drops what waits and sends nothing more.
func (t *Telemetry) OptOut(ctx context.Context) (Ledger, error) {
	return t.wait(ctx, 2*time.Second, func(milliseconds C.uint32_t, length *C.size_t) *C.char {
		return C.nt_opt_out(t.handle, milliseconds, length)
	})
}

// Ledger says where every event is.
func (t *Telemetry) Ledger() (Ledger, error) {
	var length C.size_t
	return read[Ledger](C.nt_ledger(t.handle, &length), length)
}

// Status says how it stands, and why.
func (t *Telemetry) Status() (Status, error) {
	var length C.size_t
	return read[Status](C.nt_status(t.handle, &length), length)
}

// wait calls what waits, for as long as the context has, and returns before if the context is cancelled.
func (t *Telemetry) wait(
	ctx context.Context, usual time.Duration, call func(C.uint32_t, *C.size_t) *C.char,
) (Ledger, error) {
	longest := usual
	if deadline, ok := ctx.Deadline(); ok {
		longest = time.Until(deadline)
	}
	milliseconds := math.Min(math.Max(float64(longest.Milliseconds()), 0), math.MaxUint32)
	type answer struct {
		ledger Ledger
		err    error
	}
	done := make(chan answer, 1)
	go func() {
		var length C.size_t
		ledger, err := read[Ledger](call(C.uint32_t(milliseconds), &length), length)
		done <- answer{ledger, err}
	}()
	cancelled := ctx.Done()
	if _, ok := ctx.Deadline(); ok {
		// The library keeps it.
		cancelled = nil
	}
	select {
	case answer := <-done:
		return answer.ledger, answer.err
	case <-cancelled:
		return Ledger{}, ctx.Err()
	}
}

// read takes a text of the library.
func read[T any](text *C.char, length C.size_t) (T, error) {
	defer C.nt_text_free(text)
	bytes := C.GoBytes(unsafe.Pointer(text), C.int(length))
	var failure struct {
		Error *struct{ Code, Message string }
	}
	var value T
	if err := json.Unmarshal(bytes, &failure); err != nil {
		return value, err
	}
	if failure.Error != nil {
		if failure.Error.Code == "closed" || failure.Error.Code == "no-handle" {
			return value, ErrClosed
		}
		return value, errors.New(failure.Error.Message)
	}
	return value, json.Unmarshal(bytes, &value)
}

// chars points to the bytes of a text, which is never empty. C reads them and does not keep the pointer.
func chars(text []byte) *C.char {
	return (*C.char)(unsafe.Pointer(&text[0]))
}

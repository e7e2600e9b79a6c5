# frozen_string_literal: true

require 'fiddle'
require 'fiddle/import'
require 'json'

module Nemo
  # The functions of libnemo_telemetry.
  module Library
    extend Fiddle::Importer
    dlload ENV.fetch('NEMO_TELEMETRY_LIBRARY', 'libnemo_telemetry.so.0')
    extern 'unsigned int nt_abi_version()'
    extern 'unsigned long long nt_open(const char *, size_t, void *)'
    extern 'int nt_enqueue(unsigned long long, const char *, size_t, const char *, size_t)'
    extern 'void *nt_flush(unsigned long long, unsigned int, void *)'
    extern 'void *nt_close(unsigned long long, unsigned int, void *)'
    extern 'void *nt_ledger(unsigned long long, void *)'
    extern 'void *nt_status(unsigned long long, void *)'
    extern 'void nt_text_free(void *)'

    raise LoadError, 'libnemo_telemetry has another interface' unless nt_abi_version == 1
  end

  # A program's telemetry. It ends within 50 ms at the exit, or when it is closed.
  class Telemetry
    # Opens it. `options` is what `nt_open` takes; `product` has to be there.
    #
    # Raises ArgumentError where they cannot be used.
    def initialize(options)
      problem = Fiddle::Pointer.malloc(Fiddle::SIZEOF_VOIDP, Fiddle::RUBY_FREE)
      text = JSON.generate(options)
      @handle = Library.nt_open(text, text.bytesize, problem)
      raise ArgumentError, taken(problem.ptr) if @handle.zero?
    end

    # Takes an event, and returns at once whether it is on its way to be checked.
    def enqueue(event, parameters)
      text = JSON.generate(parameters)
      Library.nt_enqueue(@handle, event, event.bytesize, text, text.bytesize).zero?
    end

    # Sends what is queued, and waits so long for it. Returns the ledger.
    def flush(milliseconds = 2000)
      JSON.parse(taken(Library.nt_flush(@handle, milliseconds, nil)))
    end

    # Ends within that time. Returns the ledger.
    def close(milliseconds = 50)
      JSON.parse(taken(Library.nt_close(@handle, milliseconds, nil)))
    end

    # Where every event is.
    def ledger
      JSON.parse(taken(Library.nt_ledger(@handle, nil)))
    end

    # How it stands, and why.
    def status
      JSON.parse(taken(Library.nt_status(@handle, nil)))
    end

    private

    def taken(text)
      text.to_s.force_encoding(Encoding::UTF_8)
    ensure
      Library.nt_text_free(text)
    end
  end
end

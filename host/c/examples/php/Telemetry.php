<?php

declare(strict_types=1);

namespace Nemo;

/** A program's telemetry. It is closed within 50 ms when the object goes. */
final class Telemetry
{
    private const INTERFACE = 1;

    private const FUNCTIONS = <<<'C'
        uint32_t nt_abi_version(void);
        uint64_t nt_open(const char *options, size_t length, char **problem);
        int32_t nt_enqueue(uint64_t handle, const char *event, size_t event_length, const char *parameters, size_t parameters_length);
        char *nt_flush(uint64_t handle, uint32_t milliseconds, size_t *length);
        char *nt_close(uint64_t handle, uint32_t milliseconds, size_t *length);
        char *nt_ledger(uint64_t handle, size_t *length);
        char *nt_status(uint64_t handle, size_t *length);
        void nt_text_free(char *text);
        C;

    private static ?\FFI $library = null;

    private int $handle;

    /**
     * @param array<string, mixed> $options what `nt_open` takes; `product` has to be there
     * @throws \InvalidArgumentException where the options cannot be used
     */
    public function __construct(array $options)
    {
        $library = self::library();
        $problem = $library->new('char *');
        $text = self::json($options);
        $this->handle = $library->nt_open($text, strlen($text), \FFI::addr($problem));
        if ($this->handle === 0) {
            $message = \FFI::string($problem);
            $library->nt_text_free($problem);
            throw new \InvalidArgumentException($message);
        }
    }

    public function __destruct()
    {
        $this->close();
    }

    /**
     * Takes an event, and returns at once whether it is on its way to be checked.
     *
     * @param array<string, mixed> $parameters
     */
    public function enqueue(string $event, array $parameters): bool
    {
        $text = self::json($parameters);
        return self::library()->nt_enqueue($this->handle, $event, strlen($event), $text, strlen($text)) === 0;
    }

    /** Sends what is queued, and waits so long for it. @return array<string, mixed> the ledger */
    public function flush(int $milliseconds = 2000): array
    {
        return self::taken(self::library()->nt_flush($this->handle, $milliseconds, null));
    }

    /** Ends within that time. @return array<string, mixed> the ledger */
    public function close(int $milliseconds = 50): array
    {
        return self::taken(self::library()->nt_close($this->handle, $milliseconds, null));
    }

    /** Where every event is. @return array<string, mixed> */
    public function ledger(): array
    {
        return self::taken(self::library()->nt_ledger($this->handle, null));
    }

    /** How it stands, and why. @return array<string, mixed> */
    public function status(): array
    {
        return self::taken(self::library()->nt_status($this->handle, null));
    }

    private static function library(): \FFI
    {
        if (self::$library === null) {
            $library = \FFI::cdef(self::FUNCTIONS, getenv('NEMO_TELEMETRY_LIBRARY') ?: 'libnemo_telemetry.so.0');
            if ($library->nt_abi_version() !== self::INTERFACE) {
                throw new \RuntimeException('libnemo_telemetry has another interface');
            }
            self::$library = $library;
        }
        return self::$library;
    }

    /** @return array<string, mixed> */
    private static function taken(\FFI\CData $text): array
    {
        $json = \FFI::string($text);
        self::library()->nt_text_free($text);
        return json_decode($json, true, flags: JSON_THROW_ON_ERROR);
    }

    /** @param array<string, mixed> $value */
    private static function json(array $value): string
    {
        return json_encode((object) $value, JSON_THROW_ON_ERROR);
    }
}

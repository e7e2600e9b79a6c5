<?php

// Sends an event and prints where it is: `php example.php ENDPOINT [MILLISECONDS]`.

declare(strict_types=1);

require __DIR__ . '/Telemetry.php';

if (!isset($argv[1])) {
    fwrite(STDERR, "usage: php example.php ENDPOINT [MILLISECONDS]\n");
    exit(2);
}
$telemetry = new Nemo\Telemetry([
    'product' => 'agent-toolkit',
    'clientVersion' => '1.9.0',
    'enabled' => true,
    'endpoint' => $argv[1],
]);
$telemetry->enqueue('nat_cli_command', ['command' => 'run', 'taskStatus' => 'success', 'pythonVersion' => '3.12']);
$telemetry->flush((int) ($argv[2] ?? 2000));
echo json_encode($telemetry->close(300), JSON_FORCE_OBJECT), "\n";

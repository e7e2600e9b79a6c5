<?php

// A child that is forked has telemetry of its own: `php fork.php ENDPOINT`.

declare(strict_types=1);

require __DIR__ . '/Telemetry.php';

$telemetry = new Nemo\Telemetry(['product' => 'agent-toolkit', 'enabled' => true, 'endpoint' => $argv[1]]);
$event = ['command' => 'run', 'taskStatus' => 'success', 'pythonVersion' => '3.12'];
$telemetry->enqueue('nat_cli_command', $event);
$telemetry->flush(5000);
$child = pcntl_fork();
if ($child === 0) {
    $telemetry->enqueue('nat_cli_command', $event);
    $ledger = $telemetry->flush(5000);
    exit($ledger['accepted'] === 1 && $ledger['delivered'] === 1 ? 0 : 1);
}
pcntl_waitpid($child, $status);
echo json_encode(['child' => pcntl_wexitstatus($status), 'parent' => $telemetry->close()]), "\n";

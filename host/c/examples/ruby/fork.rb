# frozen_string_literal: true

# A child that is forked has telemetry of its own: `ruby fork.rb ENDPOINT`.

require_relative 'nemo_telemetry'

telemetry = Nemo::Telemetry.new(product: 'agent-toolkit', enabled: true, endpoint: ARGV.fetch(0))
event = { command: 'run', taskStatus: 'success', pythonVersion: '3.12' }
telemetry.enqueue('nat_cli_command', event)
telemetry.flush(5000)
child = fork do
  telemetry.enqueue('nat_cli_command', event)
  ledger = telemetry.flush(5000)
  exit(ledger.values_at('accepted', 'delivered') == [1, 1] ? 0 : 1)
end
Process.wait(child)
puts JSON.generate(child: Process.last_status.exitstatus, parent: telemetry.close)

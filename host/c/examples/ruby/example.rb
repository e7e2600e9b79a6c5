# frozen_string_literal: true

# Sends an event and prints where it is: `ruby example.rb ENDPOINT [MILLISECONDS]`.

require_relative 'nemo_telemetry'

abort 'usage: ruby example.rb ENDPOINT [MILLISECONDS]' if ARGV.empty?

telemetry = Nemo::Telemetry.new(
  product: 'agent-toolkit', clientVersion: '1.9.0', enabled: true, endpoint: ARGV.fetch(0)
)
telemetry.enqueue('nat_cli_command', command: 'run', taskStatus: 'success', pythonVersion: '3.12')
telemetry.flush(Integer(ARGV.fetch(1, '2000')))
puts JSON.generate(telemetry.close(300))

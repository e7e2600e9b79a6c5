-- Sends an event and prints where it is: `luajit example.lua ENDPOINT [MILLISECONDS]`.

local here = arg[0]:match '^(.*/)' or './'
package.path = here .. '?.lua;' .. package.path

local Telemetry = require 'nemo_telemetry'

if not arg[1] then
  io.stderr:write 'usage: luajit example.lua ENDPOINT [MILLISECONDS]\n'
  os.exit(2)
end

local telemetry = assert(Telemetry.open(
  '{"product": "agent-toolkit", "clientVersion": "1.9.0", "enabled": true, "endpoint": "' .. arg[1] .. '"}'
))
telemetry:enqueue('nat_cli_command', '{"command": "run", "taskStatus": "success", "pythonVersion": "3.12"}')
telemetry:flush(tonumber(arg[2]))
print(telemetry:close(300))

-- A program's telemetry, for LuaJIT.

local ffi = require 'ffi'

ffi.cdef [[
uint32_t nt_abi_version(void);
uint64_t nt_open(const char *options, size_t length, char **problem);
int32_t nt_enqueue(uint64_t handle, const char *event, size_t event_length, const char *parameters, size_t parameters_length);
char *nt_flush(uint64_t handle, uint32_t milliseconds, size_t *length);
char *nt_close(uint64_t handle, uint32_t milliseconds, size_t *length);
char *nt_ledger(uint64_t handle, size_t *length);
char *nt_status(uint64_t handle, size_t *length);
void nt_text_free(char *text);
]]

local library = ffi.load(os.getenv 'NEMO_TELEMETRY_LIBRARY' or 'libnemo_telemetry.so.0')
assert(library.nt_abi_version() == 1, 'libnemo_telemetry has another interface')

local function taken(text)
  local json = ffi.string(text)
  library.nt_text_free(text)
  return json
end

local Telemetry = {}
Telemetry.__index = Telemetry

--- Opens it. `options` is the JSON object that nt_open takes; nil and a message where it cannot be used.
function Telemetry.open(options)
  local problem = ffi.new 'char *[1]'
  local handle = library.nt_open(options, #options, problem)
  if handle == 0 then
    return nil, taken(problem[0])
  end
  return setmetatable({ handle = handle }, Telemetry)
end

--- Takes an event with its parameters, a JSON object. Whether it is on its way to be checked.
function Telemetry:enqueue(event, parameters)
  return library.nt_enqueue(self.handle, event, #event, parameters, #parameters) == 0
end

--- Sends what is queued, and waits so long for it. The ledger, as JSON.
function Telemetry:flush(milliseconds)
  return taken(library.nt_flush(self.handle, milliseconds or 2000, nil))
end

--- Ends within that time. The ledger, as JSON.
function Telemetry:close(milliseconds)
  return taken(library.nt_close(self.handle, milliseconds or 50, nil))
end

--- Where every event is, as JSON.
function Telemetry:ledger()
  return taken(library.nt_ledger(self.handle, nil))
end

--- How it stands, and why, as JSON.
function Telemetry:status()
  return taken(library.nt_status(self.handle, nil))
end

return Telemetry

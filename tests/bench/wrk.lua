-- What wrk asks and tells. `wrk ... -s wrk.lua URL -- QUERY START` makes every request another one,
-- by what it puts after QUERY, counting from START; without them, all are the same.

function init(arguments)
  if arguments[1] then
    local query, number = arguments[1], tonumber(arguments[2])
    request = function()
      number = number + 1
      return wrk.format("GET", string.format("%s?%s%012d", wrk.path, query, number))
    end
  end
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '{"requests": %d, "microseconds": %d, "bytes": %d, "p50": %d, "p99": %d, "errors": %d}\n',
    summary.requests, summary.duration, summary.bytes,
    latency:percentile(50), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout
  ))
end

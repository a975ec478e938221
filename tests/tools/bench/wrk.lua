-- wrk -s wrk.lua URL -- PATH...: request the paths in turn, and print the results as JSON.

function init(paths)
  local number = 0
  request = function()
    number = number % #paths + 1
    return wrk.format("GET", paths[number])
  end
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    '{"requests": %d, "microseconds": %d, "p95": %d, "p99": %d, "errors": %d}\n',
    summary.requests, summary.duration, latency:percentile(95), latency:percentile(99),
    e.connect + e.read + e.write + e.status + e.timeout))
end

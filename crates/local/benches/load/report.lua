-- Prints one line per run: requests, requests per second, refused requests, and latencies in milliseconds.
return function(summary, latency)
    local refused = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write
        + summary.errors.timeout
    io.write(string.format("%d %.0f %d %.2f %.2f %.2f\n", summary.requests, summary.requests / summary.duration * 1e6,
        refused, latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000))
end

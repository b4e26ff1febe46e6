-- Writes a new flavour with each request, named after the thread and its count. All requests have the same length, so
-- everything but the count is built in advance, and wrk's own work is not measured.
local threads = 0

function setup(thread)
    thread:set("name", os.getenv("RUN") .. "-" .. threads)
    threads = threads + 1
end

local count = 0
local before, after

function init()
    local body = '{"flavour":"Flavour ' .. name .. '-00000000","cost":"4.50"}'
    local whole = wrk.format("POST", nil, { ["Content-Type"] = "application/json" }, body)
    before, after = whole:match("^(.*)00000000(.*)$")
end

function request()
    count = count + 1
    return string.format("%s%08d%s", before, count, after)
end

done = dofile(os.getenv("REPORT"))

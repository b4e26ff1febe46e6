-- Writes flavours that nobody wrote before: each thread counts, and its name goes before the count. All requests are equally
-- long, so that all but the count is made before: what wrk does is no part of what is measured.
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

-- Writes flavours that nobody wrote before: each thread counts, and its name goes before the count.
local threads = 0

function setup(thread)
    thread:set("name", os.getenv("RUN") .. "-" .. threads)
    threads = threads + 1
end

local count = 0
local headers = { ["Content-Type"] = "application/json" }

function request()
    count = count + 1
    return wrk.format("POST", nil, headers, '{"flavour":"Flavour ' .. name .. "-" .. count .. '","cost":"4.50"}')
end

done = dofile(os.getenv("REPORT"))

-- Reads flavours that `write.lua` wrote. The requests are built in advance, so that wrk's own work is not measured.
local FLAVOURS = 1000
local requests, count = {}, 0

function init()
    for flavour = 1, FLAVOURS do
        -- wrk calls a script once to inspect its first request, and does not send that one.
        requests[flavour] = wrk.format("GET", wrk.path .. string.format("/Flavour%%201-0-%08d", flavour + 1))
    end
end

function request()
    count = count % FLAVOURS + 1
    return requests[count]
end

done = dofile(os.getenv("REPORT"))

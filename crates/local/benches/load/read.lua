-- Reads flavours that `write.lua` wrote. The requests are made before: what wrk does is no part of what is measured.
local FLAVOURS = 1000
local requests, count = {}, 0

function init()
    for flavour = 1, FLAVOURS do
        -- wrk takes the first request of a script to look at it, and sends it to nobody.
        requests[flavour] = wrk.format("GET", wrk.path .. string.format("/Flavour%%201-0-%08d", flavour + 1))
    end
end

function request()
    count = count % FLAVOURS + 1
    return requests[count]
end

done = dofile(os.getenv("REPORT"))

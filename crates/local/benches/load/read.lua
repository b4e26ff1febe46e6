-- Reads flavours that `write.lua` wrote. wrk takes the first request of a script to look at it, and sends it to nobody.
local count = 0

function request()
    count = count % 1000 + 1
    return wrk.format("GET", wrk.path .. "/Flavour%201-0-" .. count + 1)
end

done = dofile(os.getenv("REPORT"))

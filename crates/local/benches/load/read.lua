-- Reads flavours that `write.lua` wrote.
local count = 0

function request()
    count = count % 1000 + 1
    return wrk.format("GET", wrk.path .. "/Flavour%201-0-" .. count)
end

done = dofile(os.getenv("REPORT"))

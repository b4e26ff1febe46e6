import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.PathNotFoundException;
import net.minidev.json.JSONArray;
import net.minidev.json.JSONObject;
import net.minidev.json.JSONStyle;
import net.minidev.json.JSONValue;

/**
 * What Jayway's JSONPath and json-smart make of a document and a path: a line in, a line out.
 *
 * <p>In: the base64 of each. Out: `output` and the base64 of two texts with U+0000 between them, as `$input.path` and
 * `$input.json` print what was found, or `exception` and why.
 */
public class Documents {
    public static void main(String[] arguments) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] parts = line.split(" ", -1);
            System.out.println(verdict(decode(parts[0]), decode(parts[1])));
            System.out.flush();
        }
    }

    private static String verdict(String body, String path) {
        try {
            Object found = found(body.isEmpty() ? "{}" : body, path);
            String printed = found == null ? "" : String.valueOf(found);
            return "output " + encode(printed + "\0" + (found == null ? "\"\"" : json(found)));
        } catch (StackOverflowError | Exception exception) {
            return "exception " + encode(String.valueOf(exception));
        }
    }

    /** Null for a place that is not there, and for any place in a text that is no document. */
    private static Object found(String body, String path) {
        JsonPath compiled = JsonPath.compile(path);
        Object document;
        try {
            document = Configuration.defaultConfiguration().jsonProvider().parse(body);
        } catch (RuntimeException exception) {
            return null;
        }
        try {
            return document == null ? null : compiled.read(document);
        } catch (PathNotFoundException exception) {
            return null;
        }
    }

    private static String json(Object value) {
        if (value instanceof Map) {
            return JSONObject.toJSONString((Map<String, ?>) value, JSONStyle.LT_COMPRESS);
        }
        if (value instanceof List) {
            return JSONArray.toJSONString((List<?>) value, JSONStyle.LT_COMPRESS);
        }
        return JSONValue.toJSONString(value, JSONStyle.LT_COMPRESS);
    }

    private static String decode(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    private static String encode(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}

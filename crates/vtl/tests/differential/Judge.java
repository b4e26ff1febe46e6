import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.apache.commons.lang.StringEscapeUtils;
import org.apache.velocity.Template;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.VelocityEngine;
import org.apache.velocity.app.event.EventCartridge;
import org.apache.velocity.app.event.InvalidReferenceEventHandler;
import org.apache.velocity.context.Context;
import org.apache.velocity.runtime.log.NullLogChute;
import org.apache.velocity.runtime.resource.loader.StringResourceLoader;
import org.apache.velocity.util.introspection.Info;

/**
 * Renders templates with Apache Velocity 1.7, configured as API Gateway configures it: a line in, a line out.
 *
 * <p>In: the base64 of a template, and perhaps of a request as JSON (body, path, querystring, header, context). Out: the
 * verdict and the base64 of the output or of what went wrong.
 */
public class Judge {
    /** What API Gateway calls $util, as far as the libraries beside Velocity have it; of null they make nothing. */
    public static class Util {
        public String escapeJavaScript(String text) {
            return StringEscapeUtils.escapeJavaScript(text);
        }

        public String urlEncode(String text) throws Exception {
            return text == null ? "" : URLEncoder.encode(text, "UTF-8");
        }

        public String urlDecode(String text) throws Exception {
            return text == null ? "" : URLDecoder.decode(text, "UTF-8");
        }

        public String base64Encode(String text) {
            return text == null ? "" : Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }

        public String base64Decode(String text) {
            return text == null ? "" : new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
        }
    }

    /** What API Gateway calls $input: the parts that need no JSONPath beyond members. */
    public static class Input {
        private final Map<?, ?> request;
        private final Object document;

        Input(Map<?, ?> request) {
            this.request = request;
            String body = getBody();
            Object parsed;
            try {
                parsed = new Json(body).document();
            } catch (RuntimeException exception) {
                parsed = null;
            }
            document = parsed;
        }

        public String getBody() {
            Object body = request.get("body");
            return body == null || body.equals("") ? "{}" : (String) body;
        }

        public Object path(String path) {
            Object found = document;
            for (String name : path.split("\\.")) {
                if (!name.equals("$")) {
                    found = found instanceof Map ? ((Map<?, ?>) found).get(name) : null;
                }
            }
            return found;
        }

        public String json(String path) {
            Object found = path(path);
            return found == null ? "\"\"" : Json.write(found);
        }

        public Map<String, Object> params() {
            Map<String, Object> all = new LinkedHashMap<>();
            for (String place : new String[] {"path", "querystring", "header"}) {
                Object known = request.get(place);
                all.put(place, known == null ? new LinkedHashMap<String, Object>() : known);
            }
            return all;
        }

        public Object params(String name) {
            for (Object place : params().values()) {
                if (((Map<?, ?>) place).containsKey(name)) {
                    return ((Map<?, ?>) place).get(name);
                }
            }
            return "";
        }
    }

    /** JSON, read and written as API Gateway's libraries do: numbers are as small as they fit, without loss. */
    public static class Json {
        private final String text;
        private int at;

        Json(String text) {
            this.text = text;
        }

        Object document() {
            Object value = value();
            blank();
            if (at != text.length()) {
                throw new IllegalArgumentException("more at " + at);
            }
            return value;
        }

        private void blank() {
            while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }

        private boolean take(String expected) {
            blank();
            boolean found = text.startsWith(expected, at);
            at += found ? expected.length() : 0;
            return found;
        }

        private void need(String expected) {
            if (!take(expected)) {
                throw new IllegalArgumentException("no " + expected + " at " + at);
            }
        }

        private Object value() {
            if (take("{")) {
                Map<String, Object> members = new LinkedHashMap<>();
                while (!take("}")) {
                    need("\"");
                    String name = string();
                    need(":");
                    members.put(name, value());
                    take(",");
                }
                return members;
            }
            if (take("[")) {
                List<Object> elements = new ArrayList<>();
                while (!take("]")) {
                    elements.add(value());
                    take(",");
                }
                return elements;
            }
            if (take("\"")) {
                return string();
            }
            if (take("true")) {
                return true;
            }
            if (take("false")) {
                return false;
            }
            return take("null") ? null : number();
        }

        private String string() {
            StringBuilder out = new StringBuilder();
            for (char c = text.charAt(at++); c != '"'; c = text.charAt(at++)) {
                if (c != '\\') {
                    out.append(c);
                    continue;
                }
                char escaped = text.charAt(at++);
                int known = "btnfr".indexOf(escaped);
                if (escaped == 'u') {
                    out.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
                    at += 4;
                } else {
                    out.append(known < 0 ? escaped : "\b\t\n\f\r".charAt(known));
                }
            }
            return out.toString();
        }

        private Object number() {
            int start = at;
            while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            String digits = text.substring(start, at);
            if (digits.matches("-?[0-9]+")) {
                BigInteger whole = new BigInteger(digits);
                int bits = whole.bitLength();
                return bits < 32 ? (Object) whole.intValue() : bits < 64 ? (Object) whole.longValue() : whole;
            }
            return digits.length() > 18 ? (Object) new BigDecimal(digits) : (Object) Double.valueOf(digits);
        }

        static String write(Object value) {
            StringBuilder out = new StringBuilder();
            write(value, out);
            return out.toString();
        }

        private static void write(Object value, StringBuilder out) {
            String separator = "";
            if (value instanceof Map) {
                out.append('{');
                for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
                    out.append(separator);
                    write(entry.getKey(), out);
                    write(entry.getValue(), out.append(':'));
                    separator = ",";
                }
                out.append('}');
            } else if (value instanceof List) {
                out.append('[');
                for (Object element : (List<?>) value) {
                    write(element, out.append(separator));
                    separator = ",";
                }
                out.append(']');
            } else if (value instanceof String) {
                out.append('"');
                for (char c : ((String) value).toCharArray()) {
                    if (c == '"' || c == '\\') {
                        out.append('\\').append(c);
                    } else if (c < ' ') {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
                out.append('"');
            } else {
                out.append(value);
            }
        }
    }

    /** Undefined references are the empty string, when they are printed and in expressions. */
    public static class EmptyReferences implements InvalidReferenceEventHandler {
        public Object invalidGetMethod(Context context, String reference, Object object, String property, Info info) {
            return "";
        }

        public boolean invalidSetMethod(Context context, String left, String right, Info info) {
            return false;
        }

        public Object invalidMethod(Context context, String reference, Object object, String method, Info info) {
            return "";
        }
    }

    public static void main(String[] arguments) throws Exception {
        VelocityEngine engine = new VelocityEngine();
        engine.setProperty("runtime.log.logsystem.class", NullLogChute.class.getName());
        engine.setProperty("velocimacro.permissions.allow.inline", "false");
        engine.setProperty("velocimacro.library", "");
        engine.setProperty("directive.foreach.maxloops", "1000");
        engine.setProperty("input.encoding", "UTF-8");
        engine.setProperty("resource.loader", "string");
        engine.setProperty("string.resource.loader.class", StringResourceLoader.class.getName());
        engine.init();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        PrintStream out = new PrintStream(System.out, false, "US-ASCII");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] parts = line.split(" ");
            Map<?, ?> request = parts.length > 1 ? (Map<?, ?>) new Json(decode(parts[1])).document() : Map.of();
            out.println(verdict(engine, decode(parts[0]), request));
            out.flush();
        }
    }

    private static String verdict(VelocityEngine engine, String template, Map<?, ?> request) {
        VelocityContext context = new VelocityContext();
        context.put("util", new Util());
        if (!request.isEmpty()) {
            context.put("input", new Input(request));
            context.put("context", request.get("context"));
        }
        EventCartridge cartridge = new EventCartridge();
        cartridge.addEventHandler(new EmptyReferences());
        cartridge.attachToContext(context);
        StringWriter writer = new StringWriter();
        Template parsed;
        try {
            StringResourceLoader.getRepository().putStringResource("t", template, "UTF-8");
            parsed = engine.getTemplate("t");
        } catch (Exception exception) {
            return "syntax " + encode(String.valueOf(exception.getMessage()));
        }
        try {
            parsed.merge(context, writer);
            return "output " + encode(writer.toString());
        } catch (StackOverflowError | OutOfMemoryError | Exception exception) {
            return "exception " + encode(String.valueOf(exception));
        }
    }

    private static String decode(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    private static String encode(String text) {
        return text == null ? "" : Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}

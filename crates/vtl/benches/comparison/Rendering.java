import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.apache.commons.lang.StringEscapeUtils;
import org.apache.velocity.Template;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.VelocityEngine;
import org.apache.velocity.runtime.RuntimeSingleton;
import org.apache.velocity.runtime.RuntimeServices;
import org.apache.velocity.runtime.log.NullLogChute;
import org.apache.velocity.runtime.parser.node.SimpleNode;

/** How long Apache Velocity 1.7 takes for the template of the benchmark, in a warmed JVM, with trivial objects. */
public class Rendering {
    /** The first thousands warm the JVM. */
    private static final int ROUNDS = 3000;
    private static final int TIMES = 200;

    /** Answers without a JSON document. */
    public static class Input {
        public Object path(String path) {
            return path.equals("$.flavour") ? "it's vanilla" : (Object) 3;
        }

        public String params(String name) {
            return "corner";
        }
    }

    public static class Util {
        public String escapeJavaScript(String text) {
            return StringEscapeUtils.escapeJavaScript(text);
        }
    }

    public static void main(String[] arguments) throws Exception {
        String source = Files.readString(Path.of(arguments[0]));
        RuntimeSingleton.setProperty("runtime.log.logsystem.class", NullLogChute.class.getName());
        RuntimeSingleton.setProperty("velocimacro.library", "");
        RuntimeSingleton.init();
        RuntimeServices services = RuntimeSingleton.getRuntimeServices();
        Template template = new Template();
        template.setRuntimeServices(services);
        SimpleNode tree = services.parse(new java.io.StringReader(source), "t", false);
        template.setData(tree);
        template.initDocument();
        int length = 0;
        long render = Long.MAX_VALUE;
        long parse = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < TIMES; i++) {
                VelocityContext context = new VelocityContext();
                context.put("input", new Input());
                context.put("util", new Util());
                StringWriter out = new StringWriter(512);
                template.merge(context, out);
                length += out.getBuffer().length();
            }
            long rendered = System.nanoTime();
            for (int i = 0; i < TIMES; i++) {
                length += services.parse(new java.io.StringReader(source), "t", false).jjtGetNumChildren();
            }
            render = Math.min(render, rendered - start);
            parse = Math.min(parse, System.nanoTime() - rendered);
        }
        System.out.printf("Velocity 1.7: render %.2f us, parse %.2f us%n", render / 1e3 / TIMES, parse / 1e3 / TIMES);
        System.err.println(length);
    }
}

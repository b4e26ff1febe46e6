import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

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
    /** The first thousand warm the JVM. */
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
        String render = times(() -> {
            VelocityContext context = new VelocityContext();
            context.put("input", new Input());
            context.put("util", new Util());
            StringWriter out = new StringWriter(512);
            template.merge(context, out);
            return out.getBuffer().length();
        });
        String parse = times(() -> services.parse(new java.io.StringReader(source), "t", false).jjtGetNumChildren());
        System.out.printf("Velocity 1.7: render %s, parse %s%n", render, parse);
    }

    /** The shortest round, and the mean of the last two thirds, in which the garbage is collected as well. */
    private static String times(Callable<Integer> run) throws Exception {
        int length = 0;
        long least = Long.MAX_VALUE;
        long all = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < TIMES; i++) {
                length += run.call();
            }
            long took = System.nanoTime() - start;
            least = Math.min(least, took);
            all += round < ROUNDS / 3 ? 0 : took;
        }
        System.err.println(length);
        double mean = (double) all / (ROUNDS - ROUNDS / 3);
        return String.format("%.2f us (mean %.2f us)", least / 1e3 / TIMES, mean / 1e3 / TIMES);
    }
}

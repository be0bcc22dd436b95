package io.serai.prompts;

import io.serai.chat.ChatRequest;
import io.serai.chat.Influence;
import io.serai.chat.Instructed;
import io.serai.dialect.ClientDialect;
import io.serai.dialect.Instruction;
import io.serai.dialect.InstructionMode;
import java.util.Collection;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;

/**
 * The step that puts a text of the operator's into the system prompt of a chat request, whatever the client's dialect. The text is always
 * the same, byte for byte, so that vendors' prompt caches go on working. A request that has the text at its place already stays as it is.
 */
public final class SystemPrompt extends ServiceSupport implements Processor, CamelContextAware, Influence {
    private @Nullable CamelContext context;
    private InstructionMode mode = InstructionMode.PREPEND;
    private String text = "";
    private String file = "";
    private @Nullable Instruction instruction;
    private Collection<ClientDialect> dialects = List.of();

    /** {@code off}, {@code append}, {@code prepend}, {@code replace} or {@code if-absent}. */
    public void setMode(String word) {
        mode = InstructionMode.of(word)
                .orElseThrow(() -> new IllegalArgumentException("it must be one of " + InstructionMode.WORDS));
    }

    /** What models are told. */
    public void setText(String words) {
        text = words.strip();
    }

    /** The file with what models are told, such as {@code prompts/team.md}. */
    public void setFile(String name) {
        if (!name.isBlank() && !PromptFiles.isName(name.strip())) {
            throw new IllegalArgumentException(
                    "it must be a file in prompts/ whose name ends in .md or .txt, such as prompts/team.md");
        }
        file = name.strip();
    }

    @Override
    public void setCamelContext(@Nullable CamelContext camelContext) {
        context = camelContext;
    }

    @Override
    public @Nullable CamelContext getCamelContext() {
        return context;
    }

    /** Finds its text, so that a revision that cannot have it does not start. */
    @Override
    protected void doStart() {
        CamelContext camel = context;
        Instruction.Place place = mode.place();
        if (place == null || camel == null) {
            return;
        }
        dialects = camel.getRegistry().findByType(ClientDialect.class);
        PromptFiles files = camel.getRegistry().lookupByNameAndType(PromptFiles.BEAN, PromptFiles.class);
        String words = file.isEmpty()
                ? text
                : (files == null ? PromptFiles.NONE : files).texts().get(file);
        if (words == null) {
            throw new IllegalArgumentException("There is no file " + file + " for a system prompt");
        }
        if (words.isBlank()) {
            throw new IllegalArgumentException("A system prompt says nothing: give it a text or a file that has one");
        }
        instruction = new Instruction(place, words);
    }

    @Override
    @SuppressWarnings("ReferenceEquality")
    public void process(Exchange exchange) {
        Instruction ours = instruction;
        if (ours == null || !(exchange.getMessage().getBody() instanceof ChatRequest request)) {
            return;
        }
        ChatRequest changed = Instructions.put(request, mode, ours.text(), dialects);
        if (changed != request) {
            Instructed before = exchange.getProperty(Instructed.PROPERTY, Instructed.class);
            Object asked = Instructed.asked(before, request);
            exchange.setProperty(
                    Instructed.PROPERTY, new Instructed(asked instanceof ChatRequest chat ? chat : request, changed));
            exchange.getMessage().setBody(changed);
        }
    }

    /** What becomes of the client's own system prompt. */
    public InstructionMode mode() {
        return mode;
    }

    /** What is put into requests; empty if nothing is. */
    public String words() {
        Instruction ours = instruction;
        return ours == null ? "" : ours.text();
    }

    @Override
    public String says() {
        Instruction ours = instruction;
        return ours == null ? "" : mode.word() + ' ' + ours.text();
    }
}

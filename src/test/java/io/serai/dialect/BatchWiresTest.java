package io.serai.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.dialect.BatchWire.Batch;
import io.serai.dialect.BatchWire.Result;
import io.serai.dialect.anthropic.AnthropicBatchWire;
import io.serai.dialect.openai.OpenAiBatchWire;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What vendors say of their batches, in the shapes of their references. */
class BatchWiresTest {
    private final BatchWire openai = new OpenAiBatchWire();
    private final BatchWire anthropic = new AnthropicBatchWire();

    @ParameterizedTest
    @CsvSource({
        "validating, false",
        "in_progress, false",
        "finalizing, false",
        "cancelling, false",
        "completed, true",
        "expired, true",
        "cancelled, true",
        "failed, true",
        "of_next_year, false",
    })
    void openAisStatusSaysWhetherItHasEnded(String status, boolean ended) {
        Batch batch = openai.read(bytes("{'id':'batch_1','object':'batch','status':'" + status
                + "','created_at':1714508499,'output_file_id':'file-o','error_file_id':null,"
                + "'request_counts':{'total':3,'completed':2,'failed':1},'metadata':{'serai_batch':'tag'},"
                + "'errors':{'object':'list','data':[{'code':'x','message':'no model','line':1}]}}"));
        assertThat(batch)
                .isEqualTo(new Batch(
                        "batch_1",
                        "tag",
                        3,
                        1_714_508_499,
                        ended,
                        status.equals("failed") ? "no model" : "",
                        List.of("file-o")));
        assertThat(openai.results(batch)).extracting(BatchWire.Ask::path).containsExactly("/files/file-o/content");
    }

    @Test
    void openAisMetadataAndCountsMayBeMissing() {
        Batch batch = openai.readNewest(
                        bytes("{'object':'list','data':[{'id':'b','status':'in_progress','metadata':null}]}"))
                .getFirst();
        assertThat(batch).isEqualTo(new Batch("b", "", 0, 0, false, "", List.of()));
    }

    @ParameterizedTest
    @CsvSource({"in_progress, false", "canceling, false", "ended, true"})
    void anthropicsStatusSaysWhetherItHasEnded(String status, boolean ended) {
        Batch batch = anthropic.read(bytes("{'id':'msgbatch_1','type':'message_batch','processing_status':'" + status
                + "','created_at':'2024-08-20T18:37:24.100435Z','request_counts':"
                + "{'canceled':10,'errored':30,'expired':10,'processing':100,'succeeded':50},'results_url':null}"));
        assertThat(batch).isEqualTo(new Batch("msgbatch_1", "", 200, 1_724_179_044, ended, "", List.of()));
        assertThat(anthropic.results(batch))
                .extracting(BatchWire.Ask::path)
                .containsExactly("/messages/batches/msgbatch_1/results");
    }

    @Test
    void resultsHaveAnAnswerOrTheVendorsWord() {
        assertThat(text(openai.readResult(
                        bytes("{'custom_id':'t-1','response':{'status_code':200,'body':{'id':'c'}},'error':null}"))))
                .isEqualTo("t-1 {\"id\":\"c\"} ");
        assertThat(text(openai.readResult(
                        bytes("{'custom_id':'t-2','response':{'status_code':400,'body':{'error':{}}},'error':null}"))))
                .isEqualTo("t-2 null status 400");
        assertThat(text(openai.readResult(
                        bytes("{'custom_id':'t-3','response':null,'error':{'code':'batch_expired','message':'m'}}"))))
                .isEqualTo("t-3 null batch_expired");
        assertThat(text(anthropic.readResult(
                        bytes("{'custom_id':'t-4','result':{'type':'succeeded','message':{'id':'m'}}}"))))
                .isEqualTo("t-4 {\"id\":\"m\"} ");
        for (String type : List.of("errored", "canceled", "expired")) {
            assertThat(text(anthropic.readResult(bytes("{'custom_id':'t','result':{'type':'" + type + "'}}"))))
                    .isEqualTo("t null " + type);
        }
    }

    private static String text(Result result) {
        byte[] answer = result.answer();
        return result.customId()
                + ' '
                + (answer == null ? "null" : new String(answer, StandardCharsets.UTF_8))
                + ' '
                + result.why();
    }

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}

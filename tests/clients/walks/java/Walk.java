import halftone.ApiClient;
import halftone.ApiException;
import halftone.api.ExistingClientsApi;
import halftone.api.OutputsApi;
import halftone.api.RequestsApi;
import halftone.api.WebhooksApi;
import halftone.model.*;
import java.io.File;
import java.nio.file.Files;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.zip.ZipFile;

/** The walk-through with the client that openapi-generator writes for Java. */
public class Walk {
  static void check(boolean holds, Object what) {
    if (!holds) throw new IllegalStateException(String.valueOf(what));
  }

  /** Asks again until there is an answer, for a minute at most. */
  static <T> T until(Callable<T> condition) throws Exception {
    for (int turn = 0; turn < 600; turn++) {
      T answer = condition.call();
      if (answer != null) return answer;
      Thread.sleep(100);
    }
    throw new IllegalStateException("it does not come");
  }

  public static void main(String[] args) throws Exception {
    ApiClient client = new ApiClient().setBasePath(System.getenv("HALFTONE_URL"));
    RequestsApi requests = new RequestsApi(client);
    OutputsApi outputs = new OutputsApi(client);
    WebhooksApi webhooks = new WebhooksApi(client);
    ExistingClientsApi existing = new ExistingClientsApi(client);
    File catalogue = new File(System.getenv("CATALOGUE"));
    String webhookUrl = System.getenv("WEBHOOK_URL");

    Request created =
        requests.createRequest(
            catalogue, null, null, null, null, null, 40, null, null, null, null, null, null, null, webhookUrl, null);
    check(created.getRecipe().getQuality() == 40, created);
    DryRunReport report =
        requests.checkCatalogue(
            catalogue, null, null, null, null, null, null, null, null, null, null, null, null, null, null);
    check(report.getValid() && report.getTotals().getProducts().equals(created.getCounts().getProducts()), report);
    CatalogueProduct product =
        new CatalogueProduct().name("Mug").imageUrls(Collections.singletonList("http://127.0.0.1:9/mug.jpg"));
    Request asJson = requests.createRequestFromJson(new Catalogue().products(Collections.singletonList(product)), null);
    check(!asJson.getId().equals(created.getId()), asJson);
    check(existing.uploadCatalogue(catalogue, null, null, null, null, null).getRequestId() != null, "receipt");
    check(existing.uploadCatalogueForRequestId(catalogue, null, null, null, null, null).getRequestId() != null, "receipt");
    System.out.println("uploaded " + created.getId());

    Request request =
        until(
            () -> {
              Request now = requests.getRequest(created.getId());
              return now.getStatus() == RequestState.COMPLETED ? now : null;
            });
    check(request.getOutcome() == RequestOutcome.SUCCEEDED, request);
    check(existing.getRequestStatus(created.getId()).getProgress() == 100, request);
    Object status = existing.getStatus(created.getId()).getActualInstance();
    check(((PlainRequestStatus) status).getRequestId().equals(created.getId()), status);
    System.out.println("followed " + request.getProgress());

    RequestPage page = requests.listRequests(null, null, null, null, null, 200);
    check(page.getItems().stream().anyMatch(item -> item.getId().equals(created.getId())), page);
    Image image = requests.listRequestImages(created.getId(), ImageState.COMPRESSED, null, null, null).getItems().get(0);
    check(image.getOutput().getBytes() < image.getSource().getBytes(), image);
    System.out.println("listed " + page.getItems().size());

    String csv = outputs.getOutputCsv(created.getId(), null);
    check(csv.contains("Output Image URLs") && existing.downloadOutput(created.getId()).equals(csv), csv);
    System.out.println("csv " + csv.length());

    File file = outputs.getOutputZip(created.getId(), null);
    try (ZipFile archive = new ZipFile(file)) {
      check(archive.size() > 0, file);
      System.out.println("zip " + archive.size());
    }
    Files.delete(file.toPath());

    Delivery delivery =
        until(
            () ->
                webhooks.listRequestDeliveries(created.getId()).getItems().stream()
                    .filter(one -> one.getStatus() == DeliveryOutcome.DELIVERED)
                    .findFirst()
                    .orElse(null));
    check(delivery.getAttempts().get(0).getStatusCode() == 204, delivery);
    System.out.println("deliveries 1");

    try {
      requests.getRequest("nobody");
      check(false, "there is no such request");
    } catch (ApiException refusal) {
      check(refusal.getCode() == 404, refusal);
      check(Problem.fromJson(refusal.getResponseBody()).getCode().equals("request_not_found"), refusal);
      System.out.println("refused 404");
    }
  }
}

/**
 * A storefront's creation of a payment in three languages. Each sends the same JSON. `$DESK` is the
 * desk's PUBLIC_URL, `$TOKEN` a service token.
 */
const body = {
  orderNo: '2015072012211',
  amount: 35_000,
  productDesc: '토스티셔츠',
  autoExecute: true,
};

const json = JSON.stringify(body, null, 2);
const indented = (spaces: number) => json.replaceAll('\n', `\n${' '.repeat(spaces)}`);

const curl = `curl "$DESK/api/payments" \\
  -H "Authorization: Bearer $TOKEN" -H 'content-type: application/json' \\
  -d '${json}'`;

const java = `import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

public class CreatePayment {
  public static void main(String[] args) throws Exception {
    String body = """
        ${indented(8)}
        """;
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(System.getenv("DESK") + "/api/payments"))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", "Bearer " + System.getenv("TOKEN"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 201) throw new IllegalStateException(answer.body());
    // Send the buyer to its checkoutPage, and keep its payToken with the order.
    System.out.println(answer.body());
  }
}`;

const php = `<?php
$body = <<<'JSON'
${json}
JSON;

$ch = curl_init(getenv('DESK') . '/api/payments');
curl_setopt_array($ch, [
  CURLOPT_POSTFIELDS => $body,
  CURLOPT_HTTPHEADER => [
    'Authorization: Bearer ' . getenv('TOKEN'),
    'Content-Type: application/json',
  ],
  CURLOPT_RETURNTRANSFER => true,
  CURLOPT_TIMEOUT => 60,
]);
$answer = curl_exec($ch);
if ($answer === false || curl_getinfo($ch, CURLINFO_RESPONSE_CODE) !== 201) {
  throw new RuntimeException($answer === false ? curl_error($ch) : $answer);
}
// Send the buyer to checkoutPage, and keep payToken with the order.
$payment = json_decode($answer, true);
header('Location: ' . $payment['checkoutPage']);`;

export const samples = { curl, Java: java, PHP: php };

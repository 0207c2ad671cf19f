namespace UnityEngine.Networking
{
    public class DownloadHandler
    {
        internal DownloadHandler()
        {
        }
    }
}

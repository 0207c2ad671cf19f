namespace UnityEngine
{
    public class AsyncOperation
    {
    }
}
